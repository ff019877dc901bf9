"""How far raters agree: counts of pairs, each rater's severity, and Krippendorff's alpha.

One interview says next to nothing about agreement: with two raters and eight questions, alpha is anywhere. So counts
come first, alpha is pooled over everything given and never without its n, and no word says whether it is good.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from statistics import fmean
from typing import Literal

__all__ = ["Agreement", "Alpha", "Level", "agreement", "alpha"]

Level = Literal["nominal", "ordinal", "interval"]
Unit = Sequence[tuple[str, int]]
"""The scores of one candidate's answer to one question, each with its rater."""


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha, or why it cannot be computed."""

    value: float | None
    values: int
    """How many scores can be paired with another one."""
    units: int
    """How many answers have two scores or more."""
    why: str = ""
    """Why there is no value."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement over all pairs of scores that two raters gave to the same answer."""

    pairs: int
    exact: int
    within_one: int
    """Pairs that differ by one at most, equal ones included."""
    gaps: int
    """Pairs that differ by two or more."""
    severity: Mapping[str, tuple[float, int]]
    """For each rater the mean difference from the others' scores (above 0 is more generous), and of how many pairs."""
    alpha: Alpha


def agreement(units: Iterable[Unit]) -> Agreement:
    """The agreement of raters over units; what one rater alone has scored counts for nothing."""
    differences: list[int] = []
    own: defaultdict[str, list[int]] = defaultdict(list)
    kept = [unit for unit in units if len({rater for rater, _ in unit}) > 1]
    for unit in kept:
        for (first, score), (second, other) in combinations(unit, 2):
            if first != second:
                differences.append(abs(score - other))
                own[first].append(score - other)
                own[second].append(other - score)
    return Agreement(
        len(differences),
        differences.count(0),
        sum(one <= 1 for one in differences),
        sum(one >= 2 for one in differences),
        {rater: (fmean(found), len(found)) for rater, found in sorted(own.items())},
        alpha([[score for _, score in unit] for unit in kept]),
    )


def alpha(units: Iterable[Sequence[int]], level: Level = "ordinal") -> Alpha:
    """Krippendorff's alpha of values, by unit; missing ones are left out.

    Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability, University of Pennsylvania:
    alpha = 1 - observed / expected disagreement, both from the coincidences of values within units.
    """
    paired = [unit for unit in units if len(unit) > 1]
    coincidences: defaultdict[tuple[int, int], float] = defaultdict(float)
    for unit in paired:
        for pair in permutations(unit, 2):
            coincidences[pair] += 1 / (len(unit) - 1)
    totals: Counter[int] = Counter(value for unit in paired for value in unit)
    n = totals.total()
    if not paired:
        return Alpha(None, 0, 0, "no answer has the scores of two interviewers")
    if len(totals) == 1:
        return Alpha(None, n, len(paired), "all scores are the same")

    def distance(a: int, b: int) -> float:
        low, high = min(a, b), max(a, b)
        if level == "nominal":
            return float(a != b)
        if level == "interval":
            return float((a - b) ** 2)
        between = sum(count for value, count in totals.items() if low <= value <= high)
        return (between - (totals[a] + totals[b]) / 2) ** 2 if a != b else 0.0

    observed = sum(count * distance(*pair) for pair, count in coincidences.items())
    expected = sum(totals[a] * totals[b] * distance(a, b) for a in totals for b in totals) / (n - 1)
    return Alpha(1 - observed / expected, n, len(paired))
