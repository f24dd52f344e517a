"""Every group of bad inputs that a plan file can be is pointed at by a test that exists."""

from collections.abc import Callable

import pytest

from tests.infoneige.desk import test_bad_inputs, test_large_upload, test_loads
from tests.infoneige.desk import test_guards as guards
from tests.schedules.feeds.operator_csv import test_encoding_matrix
from tests.schedules.feeds.operator_workbook import test_plan as test_workbook

GROUPS: dict[int, list[Callable[..., None]]] = {
    1: [test_bad_inputs.test_file_without_rows_is_refused_by_name],
    2: [test_bad_inputs.test_headers_are_folded, test_bad_inputs.test_bad_header_is_refused_by_name],
    3: [test_bad_inputs.test_delimiters_of_spreadsheets_are_read],
    4: [
        test_encoding_matrix.test_foreign_plan_of_the_invented_city_is_refused_by_its_byte,
        test_encoding_matrix.test_real_street_names_are_never_altered,
    ],
    5: [test_bad_inputs.test_bad_byte_far_down_is_named_by_line_and_offset],
    6: [test_bad_inputs.test_broken_row_is_rejected_alone],
    7: [test_bad_inputs.test_broken_row_is_rejected_alone],
    8: [test_bad_inputs.test_broken_row_is_rejected_alone],
    9: [test_bad_inputs.test_line_ends_of_any_kind_are_read],
    10: [
        test_bad_inputs.test_file_beyond_the_limits_is_refused,
        test_bad_inputs.test_hundred_thousand_bad_rows_are_counted_by_kind,
        test_large_upload.test_gigabyte_is_refused_without_being_read,
    ],
    11: [test_bad_inputs.test_other_formats_are_refused_by_content],
    12: [
        test_bad_inputs.test_archive_that_could_do_harm_is_refused_before_it_is_inflated,
        test_bad_inputs.test_archive_that_is_no_workbook_is_refused_by_content,
        test_bad_inputs.test_directory_of_an_archive_that_lies_is_refused,
    ],
    13: [test_bad_inputs.test_file_name_is_only_shown],
    14: [
        test_bad_inputs.test_bad_date_is_rejected_by_name,
        test_bad_inputs.test_offsets_are_read,
        test_workbook.test_cell_that_says_nothing_certain_is_refused,
    ],
    15: [
        test_bad_inputs.test_impossible_period_is_rejected,
        test_bad_inputs.test_rows_about_one_side_are_merged_or_refused_never_chosen,
    ],
    16: [
        test_bad_inputs.test_side_that_is_none_is_rejected,
        test_bad_inputs.test_side_that_the_city_lacks_is_kept_and_noted,
    ],
    17: [test_bad_inputs.test_states_are_read_by_the_table_of_the_format],
    18: [
        test_bad_inputs.test_letters_that_look_the_same_are_folded,
        test_bad_inputs.test_cyrillic_letter_is_refused_and_never_taken_for_ours,
    ],
    19: [test_loads.test_file_that_came_before_is_told_by_its_version],
    20: [test_bad_inputs.test_upload_cut_short_is_seen_in_its_last_row],
    21: [guards.test_a_second_operator_agrees_to_every_mass_withdrawal_and_wherever_very_many_are_told],
}


@pytest.mark.parametrize("group", range(1, 22))
def test_group_has_its_tests(group: int) -> None:
    assert all(test.__name__.startswith("test_") for test in GROUPS[group])
    assert GROUPS[group]
