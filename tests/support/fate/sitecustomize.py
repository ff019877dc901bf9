"""Sends this process a signal at a moment that the variable FATE names; Python imports this before anything else.

`FATE="SIGINT import click 1 0"`: when click is first imported. `FATE="SIGKILL ctypes.dlsym renameat2 2 1"`:
at the event after the second look-up of renameat2. `FATE="SIGTERM os.mkdir */job-1 1 0"`: when a folder is made whose
path ends with `/job-1`. Python's documentation has a table of the events ("audit events").
The process that is meant takes the variable away, so that those it starts live on.
"""

import os
import signal
import sys


def _meet(fate: str) -> None:
    name, event, rest = fate.split(maxsplit=2)
    argument, occurrence, later = rest.rsplit(maxsplit=2)
    left, after, own = int(occurrence), int(later), os.getpid()

    def meant(one: object) -> bool:
        return str(one).endswith(argument[1:]) if argument.startswith("*") else str(one) == argument

    def hook(happening: str, arguments: tuple[object, ...]) -> None:
        nonlocal left, after
        if left:
            if happening == event and any(map(meant, arguments)):
                left -= 1
        elif after >= 0:
            after -= 1
        if not left and after == 0 and os.getpid() == own:
            after = -1
            os.kill(own, signal.Signals[name])

    sys.addaudithook(hook)


if "FATE" in os.environ:
    _meet(os.environ.pop("FATE"))
