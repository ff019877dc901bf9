"""Time is up for an exporter as soon as it says that it hangs, and for no other, however slow the machine is.

    python -m tests.support.hurried ARGUMENTS

is `tests/support/quick_build.py` in such a hurry.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from alignprep.build import worker_pool
from alignprep.build.worker_pool import Outcome

__all__ = ["SIGN", "outcome"]

SIGN = "hanging"
"""The file that an exporter makes in its working folder when it begins to hang."""


def outcome(real: Callable[[worker_pool._Worker, float], Outcome | None]) -> Callable[..., Outcome | None]:
    """The method `outcome` of a worker, to which those that hang have begun long ago."""

    def hurried(worker: worker_pool._Worker, timeout: float) -> Outcome | None:
        if (worker.folder / "tmp" / SIGN).exists():
            worker._begun = -math.inf
        return real(worker, timeout)

    return hurried


if __name__ == "__main__":
    worker_pool._Worker.outcome = outcome(worker_pool._Worker.outcome)  # type: ignore[method-assign]
    from tests.support import quick_build  # noqa: F401 - runs the command
