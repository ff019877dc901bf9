"""License expressions, read as the `packaging` library reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from alignprep.model.spdx import is_expression, is_license, known


def read_alike(text: str) -> bool:
    """Whether `packaging` takes a text as an expression, and in the same letters, for it also takes `mit`."""
    try:
        return canonicalize_license_expression(text) == text
    except InvalidLicenseExpression:
        return False


LICENSES = st.sampled_from(["MIT", "CC-BY-4.0", "Apache-2.0", "GPL-2.0-only"])
EXPRESSIONS = st.recursive(
    LICENSES | LICENSES.map(lambda one: f"{one} WITH LLVM-exception"),
    lambda inner: (
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(" ".join) | inner.map(lambda one: f"({one})")
    ),
    max_leaves=6,
)
TOKENS = st.lists(st.sampled_from(["(", ")", "AND", "OR", "WITH", "MIT", "CC0-1.0", "LLVM-exception", "Own"]))


@given(EXPRESSIONS)
def test_expressions(text: str) -> None:
    assert is_expression(text)
    assert read_alike(text)


@given(TOKENS.map(" ".join))
def test_words_in_any_order(text: str) -> None:
    tight = text.replace("( ", "(").replace(" )", ")")
    assert is_expression(text) == is_expression(tight) == read_alike(tight)


def test_the_whole_list() -> None:
    licenses, exceptions = known()
    assert len(licenses) > 600
    assert len(exceptions) > 70
    assert all(is_license(one) and is_expression(one) and read_alike(one) for one in licenses)
    assert all(read_alike(text) for text in (f"MIT WITH {one}" for one in exceptions))
    assert not any(is_expression(one) for one in exceptions)


@pytest.mark.parametrize("text", ["", " ", "MIT,", "MIT/CC0-1.0", "mit", "MIT or CC0-1.0", "()", "Proprietary"])
def test_no_expressions(text: str) -> None:
    assert not is_expression(text)


def test_brackets_within_brackets_without_end() -> None:
    """Such as `alignprep init --license` or a bank of the first format may be given, before any bound is checked."""
    assert is_expression("(" * 50_000 + "MIT" + ")" * 50_000)
    assert not is_expression("(" * 50_000 + "MIT")
    assert not is_expression("MIT" * 50_000 + "!")
