"""`infoneige send-test`: one message to one phone or browser, to prove that an account works."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from infoneige.cli.settings_options import chosen_settings

if TYPE_CHECKING:
    from infoneige.config import Settings
    from notifier.channels.contract import SendOutcome


@click.command("send-test")
@click.option("--to", required=True, metavar="NUMBER|FILE", help="A mobile number, or a file with a push subscription.")
@click.option("--codes", is_flag=True, help="By the sender of codes instead of that of alerts.")
@click.pass_context
def send_test(ctx: click.Context, to: str, codes: bool) -> None:
    """Send one message that announces nothing, and say what the provider answered; exit 1 if it did not take it.

    An SMS costs a segment. A push subscription is what a browser gives as JSON.
    """
    from notifier.channels.contract import Verdict

    outcome = _send(chosen_settings(), to, by_codes=codes)
    is_taken = outcome.verdict in (Verdict.ACCEPTED, Verdict.SENT)
    said = outcome.provider_id or outcome.reason or ""
    click.echo(f"{'Taken' if is_taken else 'Not taken'}: {outcome.verdict} {said}".rstrip())
    if is_taken:
        click.echo("Whether it arrives, only the phone or the browser can show.")
    ctx.exit(0 if is_taken else 1)


def _send(settings: "Settings", to: str, *, by_codes: bool) -> "SendOutcome":
    from infoneige.clock import SystemClock
    from infoneige.secrecy.key_file import open_vault
    from infoneige.sending.trial import send_test_push, send_test_sms
    from notifier.phone_numbers import read_number
    from notifier.push_subscription import PushHosts, read_push_subscription

    clock, file = SystemClock(), Path(to)
    if file.is_file():
        subscription = read_push_subscription(file.read_bytes(), PushHosts(settings.push_hosts), now=clock.now())
        return send_test_push(settings, clock, open_vault(settings.keys_file, os.environ), subscription)
    number = read_number(to, settings.sms_regions)
    return send_test_sms(settings, clock, open_vault(settings.keys_file, os.environ), number, by_codes=by_codes)
