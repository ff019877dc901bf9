from __future__ import annotations

import subprocess
import sys

import pytest

import alignprep
from alignprep.model import records, versions
from alignprep.model.records import BankData, Profile


def test_three_versions_are_three_things() -> None:
    assert alignprep.DATA_VERSION == alignprep.load().version == alignprep.load().data.version
    assert alignprep.SCHEMA_VERSION == records.SCHEMA_VERSION == alignprep.load().data.schema_version
    assert alignprep.__version__.count(".") == 2
    assert len({alignprep.__version__, alignprep.DATA_VERSION, alignprep.SCHEMA_VERSION}) == 3
    for name in ("__version__", "DATA_VERSION", "SCHEMA_VERSION"):
        assert f"alignprep.{name}" in (versions.__doc__ or "")


def test_the_head_is_all_that_comes_before_the_sections() -> None:
    bank = alignprep.load().data
    assert bank.released
    head = versions.head()
    assert list(head)[:4] == ["$schema", "schema_version", "edition", "slug"]
    assert head.keys() & BankData.model_fields.keys() - Profile.model_fields.keys() == {"schema_version", "edition"}
    assert (head["title"], head["version"], head["license"]) == (bank.title, bank.version, bank.license)
    assert head["released"] == bank.released.isoformat()


def test_versions_and_citations_read_no_bank() -> None:
    code = (
        "import alignprep, sys; alignprep.DATA_VERSION, alignprep.SCHEMA_VERSION, alignprep.cite(); "
        "sys.exit(bool({'pydantic', 'alignprep.model.records'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.0", False),
        ("0.9", False),
        ("1.99", False),
        ("2.0", False),
        ("2.1", True),
        ("10.0", True),
        ("1.x", False),
        ("", False),
        (None, False),
    ],
)
def test_newer_formats(version: object, expected: bool) -> None:
    assert versions.newer(version) is expected


def test_there_is_nothing_else() -> None:
    with pytest.raises(AttributeError, match=r"'alignprep\.model\.versions' has no attribute 'OTHER'"):
        versions.__getattr__("OTHER")
