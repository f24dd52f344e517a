"""The demonstration: a storm over the invented city, every message as the golden file has it."""

import os
from pathlib import Path

from click.testing import CliRunner

from infoneige.cli import main

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "demo.txt"


def test_demo_prints_every_message_of_its_storm() -> None:
    result = CliRunner().invoke(main, ["demo"])
    assert result.exit_code == 0
    if os.environ.get("INFONEIGE_REWRITE_GOLDEN"):
        GOLDEN.write_text(result.output, encoding="utf-8")
    assert result.output == GOLDEN.read_text(encoding="utf-8")
