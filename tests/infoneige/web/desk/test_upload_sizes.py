"""A plan of any size that is allowed is taken, whatever its bytes are and however they are cut on the way."""

import pytest

from tests.infoneige.web.desk.plan_world import TOMORROW, PlanSite, words

LINES = {"LF": "\n", "CRLF": "\r\n"}


@pytest.mark.parametrize("end", LINES.values(), ids=LINES)
@pytest.mark.parametrize("size", [60_000, 66_000, 132_000, 400_000, 3_000_000])
def test_plan_is_read_to_its_end_whatever_its_size(plans: PlanSite, size: int, end: str) -> None:
    filler = end.join([";" * 98] * (size // 100))
    content = end.join(["cote_rue_id;etat;debut;fin", filler, f"{plans.sides[0]};planifié;{TOMORROW}", ""]).encode()
    answer = plans.load(content=content)
    plans.publisher.follow(answer)
    assert "Côtés touchés 1 dans" in words(plans.publisher)
