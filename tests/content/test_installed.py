"""Banks that are installed as packages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import alignprep
from alignprep.content import installed as module
from alignprep.content.installed import installed, names
from alignprep.errors import BankClash, BankError, Problem, UnknownBank
from tests.support.foreign_bank import install
from tests.support.sample_bank import sample_bank

OWN = alignprep.load().slug


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_the_bank_in_the_package_is_one_of_them() -> None:
    own = installed(OWN)
    assert names()[0] == own.name == OWN
    assert (own.is_own, own.distribution, own.version) == (True, "alignprep", alignprep.__version__)
    assert alignprep.read_bank(own.document()) == alignprep.load()


def test_one_that_is_installed_is_read_from_its_package_alone(site: Path) -> None:
    files = {
        "inst_a/__init__.py": b"",
        "inst_a/data/__init__.py": b"",
        "inst_a/data/bank.json": sample_bank().to_json().encode(),
        "inst_a/code.py": b"raise SystemExit('this is not needed')",
    }
    install(site, "mine = inst_a.data", files=files)
    found = installed("mine")
    assert "inst_a" not in sys.modules, "it is imported when it is read"
    assert (str(found), found.is_own) == ("mine of acme-bank 1.2", False)
    assert alignprep.read_bank(found.document()) == sample_bank()
    assert "inst_a.code" not in sys.modules
    assert names() == (OWN, "mine")


BROKEN = {
    "no_such_package": "No module named 'no_such_package'",
    "inst_module": "it is not a package",
    "inst_empty": "no such file or directory",
    "inst_bug": "a bug of theirs",
    "inst_empty:name": "No module named 'inst_empty:name'",
}


@pytest.mark.parametrize("package", BROKEN)
def test_a_broken_one_is_an_error_with_its_name(site: Path, package: str) -> None:
    files = {
        "inst_module.py": b"",
        "bank.json": b"{}",
        "inst_empty/__init__.py": b"",
        "inst_bug/__init__.py": b"raise ValueError('a bug of theirs')",
    }
    install(site, f"broken = {package}\nwell = inst_a", files=files)
    assert names() == (OWN, "broken", "well")
    with pytest.raises(BankError) as caught:
        installed("broken").document()
    (problem,) = caught.value.problems
    assert (problem.file, problem.code) == ("broken of acme-bank 1.2", "AP101")
    assert problem.message == f"bank.json cannot be read from the package {package!r}: {BROKEN[package]}"


def test_two_of_one_name_clash(site: Path) -> None:
    install(site, "mine = inst_a\nother = inst_a")
    install(site, f"mine = inst_b\n{OWN} = inst_b", name="rival")
    with pytest.raises(BankClash, match="two banks are called 'mine': inst_a of acme-bank and inst_b of rival"):
        installed("mine")
    with pytest.raises(BankClash, match=f"two banks are called '{OWN}': that of alignprep and inst_b of rival"):
        installed(OWN)
    assert installed("other").package == "inst_a"


def test_an_unknown_name_gets_the_nearest_or_all(site: Path) -> None:
    install(site, "theirs = inst_a")
    with pytest.raises(UnknownBank, match="did you mean 'theirs'"):
        installed("thiers")
    with pytest.raises(UnknownBank, match=f"; installed are {OWN}, theirs$"):
        installed("quite-another")


def test_where_the_own_bank_is_not_compiled_the_others_are_there(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise BankError([Problem("bank.json", 0, 0, "AP101", "is not there")])

    monkeypatch.setattr(module, "head", missing)
    install(site, "theirs = inst_a")
    assert names() == ("theirs",)
    with pytest.raises(UnknownBank):
        installed(OWN)
