"""Runs the fake as a process of its own: ``python -m tests.counterparts.fake_twilio --ledger FILE``.

It prints its URL once it listens, and ends when its input does.
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from aiohttp import web

from tests.counterparts.fake_twilio.account import Behaviour
from tests.counterparts.fake_twilio.ledger import Ledger
from tests.counterparts.fake_twilio.server import FakeTwilio


async def serve(port: int, ledger: Path, behaviour: Behaviour) -> None:
    runner = web.AppRunner(FakeTwilio(Ledger(ledger), behaviour).app(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)  # noqa: T201 - the parent waits for it
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--behaviour", type=json.loads, default={}, help="a JSON object of account.Behaviour's fields")
    chosen = parser.parse_args()
    asyncio.run(serve(chosen.port, chosen.ledger, Behaviour(**chosen.behaviour)))


if __name__ == "__main__":
    main()
