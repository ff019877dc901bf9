"""The `alignprep` command, also `python -m alignprep`; an interrupt ends it quietly from its first line on.

A short command spends most of its time importing, and Python would show a traceback if that were interrupted. The
start of Python itself, before the first line, cannot be covered from here.
"""

# No other imports here: until they are done, an interrupt is not handled.
import os
import signal

__all__ = ["main"]


def main() -> None:
    """Run the command with the arguments of the program, and end the process."""
    # If it is ignored, as for a background job of a shell, it stays ignored.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)
    from alignprep.cli.app import main as command
    from alignprep.cli.standard_error import forgive

    forgive()
    command(prog_name="alignprep")


def _leave(number: int, _frame: object) -> None:
    """Exit at once, since no work is under way. An exception would print a traceback, or be lost in a callback."""
    try:
        os.write(2, b"alignprep: interrupted\n")
    finally:
        os._exit(128 + number)


if __name__ == "__main__":
    main()
