"""The command line."""

from __future__ import annotations

import sys

import click

from service.errors import OnRecordError, is_full_or_locked


def main() -> None:
    """Run the command line; an error that we raise on purpose is one line on standard error."""
    from service.cli.commands import cli

    try:
        status = cli.main(prog_name="onrecord", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        print("onrecord: stopped; what was written is whole", file=sys.stderr)
        sys.exit(130)
    except OnRecordError as error:
        print(f"onrecord: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if not is_full_or_locked(error):
            raise
        why = f"the disk of the home is full or read-only ({type(error).__name__})"
        print(f"onrecord: {why}; make room and run it again: what was written is whole", file=sys.stderr)
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)
