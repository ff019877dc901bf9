"""How a command ends when something goes wrong: one clear line, and a status."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

import click

from alignprep.advice import FULL, unwritable
from alignprep.errors import AlignprepError, BankError, ContentError
from alignprep.interruption import ending_on_signals

__all__ = ["Group"]


class Group(click.Group):
    """Turns what alignprep raises on purpose into one clear line and a status."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; ends with 1 for problems and errors, 130 when interrupted."""
        try:
            with ending_on_signals():
                return super().invoke(ctx)
        except (ContentError, BankError) as error:
            from alignprep.reporting import report

            click.echo(report(error.problems, "text"), err=True)
            raise SystemExit(1) from None
        except ModuleNotFoundError as error:
            extra = _extra_of(error.name or "")
            if extra is None:
                raise
            click.echo(f"alignprep: this needs {error.name}; run: pip install 'alignprep[{extra}]'", err=True)
            raise SystemExit(1) from None
        except AlignprepError as error:
            click.echo(f"alignprep: {error}", err=True)
            raise SystemExit(1) from None
        except BrokenPipeError:
            sys.stderr.close()
            raise SystemExit(1) from None
        except OSError as error:
            # Whatever writes files says which; what is left is standard output.
            if error.errno not in FULL:
                raise
            with suppress(OSError):
                sys.stdout.close()  # Python would try once more at its end.
            click.echo(f"alignprep: {unwritable('standard output', error)}", err=True)
            raise SystemExit(1) from None
        except KeyboardInterrupt:
            click.echo("alignprep: interrupted", err=True)
            raise SystemExit(130) from None


def _extra_of(module: str) -> str | None:
    """The extra that brings a module of the reader or validator; None for any other module."""
    needed = ("yaml", "markdown_it", "mdit_py_plugins", "latex2mathml", "jsonschema")
    return "content" if module.partition(".")[0] in needed else None
