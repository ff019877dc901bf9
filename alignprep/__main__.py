"""The `alignprep` command, which is `python -m alignprep` too: an interrupt ends it quietly from its first line on.

Most of what a short command does is to import the rest, and Python would show where that was interrupted. What comes
before the first line, Python's own start, nobody can cover from here.
"""

# Nothing more, since each import is time in which an interrupt is not covered yet.
import os
import signal

__all__ = ["main"]


def main() -> None:
    """Run the command with the program's arguments; ends the process."""
    # Where it is ignored, as in a shell's background, it stays so.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)
    from alignprep.cli.app import main as command

    command(prog_name="alignprep")


def _leave(number: int, _frame: object) -> None:
    """Leave at once: the work has not begun, or is done. An exception would be shown, or be lost in a callback."""
    try:
        os.write(2, b"alignprep: interrupted\n")
    finally:
        os._exit(128 + number)


if __name__ == "__main__":
    main()
