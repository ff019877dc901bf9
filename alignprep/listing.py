"""Which of all problems that were found an author is shown: each once, causes and not what follows from them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from alignprep.errors import Problem
from alignprep.source import MAX_FAULTS

__all__ = ["listed"]

_SAID_BETTER: Final = (("AP304", "AP501"), ("AP304", "AP502"), ("AP304", "AP504"), ("AP508", "AP304"))
"""Of two codes at one place, the first goes without saying."""


def listed(problems: Collection[Problem]) -> tuple[Problem, ...]:
    """Each problem once, in order, and of each file no more than an author can use.

    What a value that YAML refuses (AP2…) would mean is not said as well.
    """
    codes = {(problem.file, problem.line, problem.column, problem.code) for problem in problems}
    refused = {(file, line, column) for file, line, column, code in codes if code.startswith("AP2")}
    unnamed = {file for file, _, _, code in codes if code == "AP209"}
    found: list[Problem] = []
    counts: dict[str, int] = {}
    for problem in sorted(set(problems), key=lambda p: (p.file, p.line, p.column, p.code, p.message)):
        place = (problem.file, problem.line, problem.column)
        if place in refused and not problem.code.startswith("AP2"):
            continue
        if problem.code == "AP301" and problem.file in unnamed:
            continue
        if any(problem.code == code and (*place, other) in codes for code, other in _SAID_BETTER):
            continue
        counts[problem.file] = counts.get(problem.file, 0) + 1
        if counts[problem.file] <= MAX_FAULTS:
            found.append(problem)
        elif counts[problem.file] == MAX_FAULTS + 1:
            found.append(Problem(problem.file, 0, 0, "AP110", f"has more problems than the {MAX_FAULTS} listed"))
    return tuple(found)
