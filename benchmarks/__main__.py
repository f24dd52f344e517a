"""Runs every benchmark: ``python -m benchmarks [--quick] [NAME ...]``; prints a line each, writes results.json here."""

import argparse
import json
from importlib import import_module
from pathlib import Path

NAMES = (
    "artefact_build",
    "address_lookup",
    "fan_out",
    "postgres_fan_out",
    "claim_and_mark",
    "wake_up",
    "sms",
    "sms_paced",
    "push",
    "web",
    "junk_searches",
    "desk",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *NAMES], help="which ones; all by default")
    parser.add_argument("--quick", action="store_true", help="small sizes: to see that they run, not what they measure")
    chosen = parser.parse_args()
    results: list[dict[str, object]] = []
    for name in chosen.names or NAMES:
        for measured in import_module(f"benchmarks.{name}").run(quick=chosen.quick):
            results.append(measured)
            figures = ", ".join(f"{key} {value}" for key, value in measured.items() if key != "name")
            print(f"{measured['name']}: {figures}", flush=True)
    path = Path(__file__).parent / "results.json"
    path.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
