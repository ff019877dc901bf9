"""The examples in docstrings are run."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import alignprep

MODULES = ["alignprep", *(found.name for found in pkgutil.walk_packages(alignprep.__path__, "alignprep."))]
PUBLIC = ("find", "search", "sample", "packet")


@pytest.mark.parametrize("name", [name for name in MODULES if name != "alignprep.__main__"])
def test_examples_give_what_they_show(name: str) -> None:
    assert doctest.testmod(import_module(name), optionflags=doctest.IGNORE_EXCEPTION_DETAIL).failed == 0


def test_what_a_programmer_calls_has_an_example() -> None:
    finder = doctest.DocTestFinder()
    shown = [alignprep, alignprep.Bank, alignprep.cite, *(getattr(alignprep.Bank, name) for name in PUBLIC)]
    for thing in shown:
        name = getattr(thing, "__name__", "")
        assert any(test.examples for test in finder.find(thing, name)), name
