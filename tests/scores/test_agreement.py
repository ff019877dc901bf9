from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep.scores.agreement import Level, agreement, alpha

PUBLISHED = """
1 2 3 3 2 1 4 1 2 * * *
1 2 3 3 2 2 4 1 2 5 * 3
* 3 3 3 2 3 4 2 2 5 1 *
1 2 3 3 2 4 4 1 2 5 1 *
"""
"""Four observers, twelve units and missing values: section C of Krippendorff (2011), Computing Krippendorff's
Alpha-Reliability (https://www.asc.upenn.edu/sites/default/files/2021-03/Computing%20Krippendorff%27s%20Alpha-Reliability.pdf)."""
UNITS = [
    [int(value) for value in unit if value != "*"]
    for unit in zip(*(row.split() for row in PUBLISHED.split("\n") if row), strict=True)
]
SCORES = st.lists(st.lists(st.integers(1, 5), max_size=4), max_size=12)


@pytest.mark.parametrize(("level", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_is_the_published_one(level: Level, value: float) -> None:
    found = alpha(UNITS, level)
    assert found.value == pytest.approx(value, abs=0.0005)
    assert (found.values, found.units) == (40, 11)


def test_alpha_of_two_raters_who_differ_once_is_nothing() -> None:
    """Measured with the packages krippendorff and irrCAC; known as the paradox of kappa."""
    assert alpha([[4, 4]] * 5 + [[4, 3]]).value == pytest.approx(0)


@pytest.mark.parametrize(
    ("units", "why"),
    [
        ([], "no answer has the scores of two interviewers"),
        ([[3], [4], []], "no answer has the scores of two interviewers"),
        ([[3, 3], [3, 3, 3], [5]], "all scores are the same"),
    ],
)
def test_alpha_says_why_it_cannot_be_computed(units: list[list[int]], why: str) -> None:
    found = alpha(units)
    assert (found.value, found.why) == (None, why)


@given(units=SCORES, seed=st.integers(0, 999))
def test_alpha_does_not_depend_on_who_is_who(units: list[list[int]], seed: int) -> None:
    shuffled = [random.Random(seed).sample(unit, len(unit)) for unit in units]
    random.Random(seed).shuffle(shuffled)
    one, other = alpha(units), alpha(shuffled)
    assert (one.values, one.units, one.why) == (other.values, other.units, other.why)
    assert one.value == pytest.approx(other.value) if one.value is not None else other.value is None


@given(units=SCORES, labels=st.lists(st.integers(-99, 99), min_size=5, max_size=5, unique=True))
def test_ordinal_alpha_knows_order_only_and_nominal_not_even_that(units: list[list[int]], labels: list[int]) -> None:
    rising = sorted(labels)
    for level, names in (("ordinal", rising), ("ordinal", rising[::-1]), ("nominal", labels)):
        kind: Level = "ordinal" if level == "ordinal" else "nominal"
        one, other = alpha(units, kind), alpha([[names[value - 1] for value in unit] for unit in units], kind)
        assert one.value == pytest.approx(other.value) if one.value is not None else other.value is None


@given(units=SCORES)
def test_alpha_is_at_most_1_and_is_1_if_all_agree(units: list[list[int]]) -> None:
    found = alpha(units)
    same = all(len(set(unit)) == 1 for unit in units if len(unit) > 1)
    assert found.value is None or (found.value <= 1 and (found.value == 1) == same)


def test_counts_and_severity_are_over_pairs() -> None:
    units = [
        [("A", 3), ("B", 3), ("C", 4)],
        [("A", 1), ("B", 4)],
        [("C", 5)],
        [("A", 2), ("A", 5)],
    ]
    found = agreement(units)
    assert (found.pairs, found.exact, found.within_one, found.gaps) == (4, 1, 3, 1)
    assert found.severity == {"A": (pytest.approx(-4 / 3), 3), "B": (pytest.approx(2 / 3), 3), "C": (1.0, 2)}
    assert (found.alpha.values, found.alpha.units) == (5, 2), "a rater alone is not compared with herself"


def test_nobody_to_compare_with() -> None:
    found = agreement([[("A", 3)]])
    assert (found.pairs, dict(found.severity), found.alpha.value) == (0, {}, None)


@given(st.lists(st.dictionaries(st.sampled_from("ABCD"), st.integers(1, 5)), max_size=12))
def test_severities_weigh_out(units: list[dict[str, int]]) -> None:
    found = agreement([list(unit.items()) for unit in units])
    assert sum(mean * count for mean, count in found.severity.values()) == pytest.approx(0, abs=1e-9)
    assert sum(count for _, count in found.severity.values()) == 2 * found.pairs
    assert found.exact <= found.within_one == found.pairs - found.gaps
