"""Asks Lighthouse, as a phone, about the pages that matter most: ``python -m tests.pages.lighthouse_scores``.

Node's modules are in the folder ``lighthouse``, by ``npm ci``. The exit code is 1 where a score is below its goal.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.browsers.installed import find_browser
from tests.pages.town import build_mapped_valneige, open_town

GOALS: Final = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
_LIGHTHOUSE: Final = Path(__file__).parent / "lighthouse" / "node_modules" / ".bin" / "lighthouse"


def main() -> None:
    """Print the scores of each page, and what costs points."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        streets = build_mapped_valneige(folder)
        with open_town(folder, streets) as town:
            side = town.side("planned")
            paths = ("/", f"/cote/{side}", f"/abonnement?cote={side}")
            are_good = [_report(path, _ask(town.address + path)) for path in paths]
    sys.exit(not all(are_good))


def _ask(url: str) -> dict[str, Any]:
    options = ["--quiet", "--chrome-flags=--headless=new --no-sandbox", "--output=json"]
    answer = subprocess.run(  # noqa: S603 - our own address
        [_LIGHTHOUSE, url, *options, f"--only-categories={','.join(GOALS)}"],
        env={**os.environ, "CHROME_PATH": find_browser("chromium")},
        check=True,
        capture_output=True,
        text=True,
    )
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def _report(path: str, found: dict[str, Any]) -> bool:
    scores = {name: round(100 * found["categories"][name]["score"]) for name in GOALS}
    lost = [
        audit["id"]
        for name, score in scores.items()
        if score < GOALS[name]
        for reference in found["categories"][name]["auditRefs"]
        if reference["weight"] and (audit := found["audits"][reference["id"]])["score"] not in (None, 1)
    ]
    print(path, *(f"{name} {score}" for name, score in scores.items()), *lost, flush=True)  # noqa: T201 - a command
    return not lost


if __name__ == "__main__":
    main()
