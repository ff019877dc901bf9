from __future__ import annotations

import subprocess
import sys

from tests.support.all_exports import sums


def test_threads_do_not_disturb_one_another_from_the_first_use_on() -> None:
    """As when an executor draws the packets of several candidates, or several banks, in one process."""
    command = [sys.executable, "-m", "tests.support.all_exports"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == sums(map)
