from __future__ import annotations

import builtins
import re
import subprocess
import sys
from pathlib import Path

import pytest

import alignprep
from alignprep import errors
from tests.support import public_api

LOADED = """
import sys
before = set(sys.modules)
{statement}
print(" ".join(sorted({{name.partition(".")[0] for name in set(sys.modules) - before}})))
"""
EXTRAS = (
    *("yaml", "markdown_it", "mdit_py_plugins", "jsonschema", "latex2mathml"),
    *("genanki", "pygments", "deflate", "reportlab", "svglib", "ziamath", "docx", "lxml", "resvg_py"),
    *("pandas", "polars", "pyarrow", "numpy"),
)
"""The modules of the libraries that only extras need; None in `sys.modules` keeps each from being imported."""


def loaded_by(statement: str) -> set[str]:
    code = LOADED.format(statement=statement)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_import_alone_loads_next_to_nothing() -> None:
    loaded = loaded_by("import alignprep")
    assert "alignprep" in loaded
    assert loaded <= {"alignprep", "__future__"}


def test_loading_the_bank_needs_no_extra() -> None:
    loaded = loaded_by("import alignprep; alignprep.load()")
    assert "pydantic" in loaded
    assert loaded.isdisjoint(
        {"click", "yaml", "markdown_it", "jsonschema", "genanki", "reportlab", "docx", "latex2mathml"}
        | {"pandas", "polars", "pyarrow", "numpy"}
    )


def test_packing_a_packet_and_searching_need_no_extra() -> None:
    loaded = loaded_by(
        "import alignprep; bank = alignprep.load(); bank.search('reward'); bank.packet(); bank.to_json()"
    )
    assert loaded.isdisjoint({"click", "yaml", "markdown_it", "jsonschema", "pandas", "polars", "pyarrow", "numpy"})


def test_listing_exporters_imports_none() -> None:
    loaded = loaded_by("from alignprep.exporting import offers; assert offers()")
    assert loaded.isdisjoint({"alignprep_exporters", "genanki", "reportlab", "docx", "pydantic"})


@pytest.mark.parametrize(
    "name",
    [
        "csv",
        "csv-facts",
        "csv-follow-ups",
        "csv-references",
        "datapackage",
        "json",
        "jsonl",
        "croissant",
        "dataset-card",
    ],
)
def test_data_formats_need_no_extra(name: str) -> None:
    """Each works where no library of an extra can be imported."""
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({EXTRAS!r})); "
        "from alignprep import load, select; from alignprep.exporting import find; "
        f"made = find({name!r}).load().render(select(load(), edition='interviewer')); "
        "assert type(made) is bytes and made; "
        f"assert not any(sys.modules[module] for module in {EXTRAS!r})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_public_names_are_written_alike_for_programs_and_for_type_checkers() -> None:
    source = Path(alignprep.__file__).read_text(encoding="utf-8")
    declared = re.findall(r"^    from alignprep[.\w]+ import (\w+) as \1$", source, re.MULTILINE)
    assert len(declared) > 30
    assert sorted(alignprep.__all__) == sorted(declared) == sorted(alignprep._MODULES)
    for name in alignprep.__all__:
        assert getattr(alignprep, name) is not None
    assert set(alignprep.__all__) <= set(dir(alignprep))
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        alignprep.nothing  # noqa: B018


def test_the_public_api_is_the_one_that_was_promised() -> None:
    """After a change that is meant, and noted in CHANGELOG.md: `python -m tests.support.public_api`."""
    assert public_api.described() == public_api.GOLDEN.read_text(encoding="utf-8")


def test_every_error_is_in_the_tree_that_is_drawn() -> None:
    drawn = dict(re.findall(r"^[\s│├└─]*?(\w+) {2,}(.*)$", errors.__doc__ or "", re.MULTILINE))
    kinds = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and name in errors.__all__}
    raised = {name for name, kind in kinds.items() if issubclass(kind, Exception)}
    assert set(drawn) == raised
    assert raised - {"AlignprepError"} <= set(alignprep.__all__)
    for name in raised:
        assert issubclass(kinds[name], alignprep.AlignprepError)
        builtin = re.search(r"also an? (\w+)$", drawn[name])
        assert (builtin is None) == (
            not issubclass(kinds[name], (LookupError, ValueError, ImportError, AttributeError))
        )
        if builtin:
            assert issubclass(kinds[name], getattr(builtins, builtin[1]))
