"""`onrecord slack`."""

from __future__ import annotations

import click

from service import settings


@click.command()
@click.option("--new-token-key", is_flag=True, help="Print a key for ONRECORD_SLACK_TOKEN_KEY, and end.")
def slack(new_token_key: bool) -> int:
    """Answer in Slack, over Socket Mode (docs/slack.md)."""
    if new_token_key:
        from cryptography.fernet import Fernet

        click.echo(Fernet.generate_key().decode())
        return 0
    from service.slack.running import run

    run(settings.load())
    return 0
