"""What the papers promise about the code, checked against the code; and the shape that we want the code to keep."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import click
import pytest

from infoneige.cli import main
from infoneige.config import KEYS_VARIABLE, PREFIX, setting_table, variable
from infoneige.storage.migrate import MIGRATIONS, numbered_files
from notifier.model import AlertKind, Channel, Language

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("geodata", "schedules", "notifier", "infoneige")
CODE = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
TESTS = sorted(file for room in ("tests", "benchmarks") for file in (ROOT / room).rglob("*.py"))
PAPERS = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
SQL = ROOT / "infoneige" / "storage" / "sql"


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def prose() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in PAPERS)


def commands(group: click.Group, path: str = "infoneige") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


def test_every_command_is_documented() -> None:
    text = prose()
    paths = [path for path, _ in commands(main)]
    assert {"infoneige run", "infoneige doctor"} <= set(paths)
    assert [path for path in paths if path not in text] == []


def test_every_option_is_documented() -> None:
    text = prose()
    options = {
        (path, max(parameter.opts, key=len))
        for path, command in commands(main)
        for parameter in command.params
        if isinstance(parameter, click.Option)
    }
    assert ("infoneige run", "--database") in options
    assert {(path, option) for path, option in options if not re.search(rf"{option}\b", text)} == set()


def test_every_setting_is_documented_with_its_default_and_meaning() -> None:
    operations = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = {
        name: (default.strip("` "), meaning)
        for name, default, meaning in re.findall(rf"^\| `({PREFIX}\w+)` \|([^|]*)\| (.*) \|$", operations, re.MULTILINE)
    }
    table = setting_table()
    assert set(rows) == {variable(name) for name in table}
    for name, setting in table.items():
        default, meaning = rows[variable(name)]
        assert default == setting.default
        assert meaning.startswith(setting.meaning.rstrip("."))


def test_papers_name_no_setting_that_does_not_exist() -> None:
    known = {KEYS_VARIABLE} | {variable(name) for name in setting_table()}
    assert set(re.findall(rf"{PREFIX}[A-Z][A-Z_]*[A-Z]", prose())) <= known


@pytest.mark.parametrize("channel", ["sms", "push"])
def test_templates_say_every_kind_in_every_language(channel: str) -> None:
    present = {file.name for file in (ROOT / "notifier" / "templates" / channel).glob("*.txt")}
    assert present == {f"{kind}.{language}.txt" for kind in AlertKind for language in Language}


def test_templates_exist_for_known_channels_only() -> None:
    rooms = {folder.name for folder in (ROOT / "notifier" / "templates").iterdir() if folder.is_dir()}
    assert rooms <= {"replies"} | {channel.value for channel in Channel}


def query_names(folder: Path) -> set[str]:
    """Return the queries of a folder as their files declare them, parameters and kind included."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.sql")))
    return set(re.findall(r"^-- name: (\w+\([^)]*\)\S*)", text, re.MULTILINE))


def queries_called() -> set[str]:
    """Return the name of every attribute taken from something called ``queries``."""
    nodes = (node for file in CODE for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    taken = ((node.attr, node.value) for node in nodes if isinstance(node, ast.Attribute))
    return {name for name, owner in taken if getattr(owner, "attr", getattr(owner, "id", "")) == "queries"}


def queries_of_temporary_tables() -> set[str]:
    """Return the two queries of each temporary table, which code may reach by the table's name."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in SQL.rglob("*.sql"))
    tables = set(re.findall(r"CREATE TEMPORARY TABLE IF NOT EXISTS (\w+)", text))
    return {f"{verb}_{table}" for verb in ("create", "clear") for table in tables}


def test_every_named_query_is_used_and_every_used_query_is_named() -> None:
    defined = {name.partition("(")[0] for folder in (SQL, SQL / "sqlite") for name in query_names(folder)}
    assert queries_called() - defined == set()
    assert defined - queries_called() - queries_of_temporary_tables() == set()


def test_queries_of_one_database_have_their_like_on_the_other() -> None:
    assert query_names(SQL / "sqlite") == query_names(SQL / "postgres")


def test_migrations_are_numbered_without_a_gap_and_named() -> None:
    files = numbered_files(MIGRATIONS)
    assert files
    assert [file.name for file in files.values() if not re.fullmatch(r"\d{4}_[a-z_]+\.sql", file.name)] == []


def test_decisions_are_numbered_without_a_gap_titled_and_short() -> None:
    numbers = [int(file.name.split("-")[0]) for file in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))
    texts = {file.name: file.read_text(encoding="utf-8") for file in DECISIONS}
    assert [name for name, text in texts.items() if not text.startswith(f"# {name[:4]}. ")] == []
    assert [name for name, text in texts.items() if text.count("\n") > 40] == []


def test_architecture_is_one_page_and_names_only_what_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert text.count("\n") <= 70
    paths = re.findall(r"`((?:geodata|schedules|notifier|infoneige|docs|benchmarks)/[\w/.]*)`", text)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_glossary_names_only_words_of_the_code() -> None:
    words = set(re.findall(r"`([A-Z]\w+)[`.]", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")))
    code = "\n".join(file.read_text(encoding="utf-8") for file in CODE)
    feed_columns = {"COTE_RUE_ID", "ID_TRC", "COTE"}
    assert {word for word in words - feed_columns if not re.search(rf"\b{word}\b", code)} == set()


def test_changelog_says_what_is_coming() -> None:
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_no_file_names_a_place_of_one_machine_or_a_package_index() -> None:
    forbidden = re.compile("|".join(("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", r"pypi\.", "python" + "hosted")))
    files = [
        *CODE,
        *TESTS,
        *PAPERS,
        *SQL.rglob("*.sql"),
        ROOT / "pyproject.toml",
        ROOT / "Makefile",
        ROOT / ".ci" / "run",
    ]
    guilty = [
        f"{named(file)}:{number}: {line.strip()}"
        for file in {*files} - {Path(__file__).resolve()}
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if forbidden.search(line)
    ]
    assert guilty == []


def test_lock_has_a_hash_for_every_version_and_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.split(r"\n(?=[a-z0-9])", lock)
    assert len(pinned) > 20
    assert [one.splitlines()[0] for one in pinned if "==" not in one or "--hash=sha256:" not in one] == []
    assert re.findall(r"://|--(?:extra-)?index-url|--find-links", lock) == []


def test_files_and_functions_keep_to_their_size() -> None:
    lengths = {named(file): len(file.read_text(encoding="utf-8").splitlines()) for file in [*CODE, *TESTS]}
    room = {name: 400 if name.startswith(("tests/", "benchmarks/")) else 300 for name in lengths}
    assert {name: length for name, length in lengths.items() if length > room[name]} == {}
    assert {name: length for name, length in functions(CODE) if length > 45} == {}
    assert median(lengths[named(file)] for file in CODE) <= 90
    assert median(length for _, length in functions(CODE)) <= 8


def functions(files: list[Path]) -> Iterator[tuple[str, int]]:
    """Yield each function with the number of lines of its body, docstring included."""
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
                yield f"{named(file)}:{node.name}", node.end_lineno - node.body[0].lineno + 1
