from __future__ import annotations

import subprocess
import sys

import pytest

import alignprep

LOADED = """
import sys
before = set(sys.modules)
{statement}
print(" ".join(sorted({{name.partition(".")[0] for name in set(sys.modules) - before}})))
"""


def loaded_by(statement: str) -> set[str]:
    code = LOADED.format(statement=statement)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_import_alone_loads_next_to_nothing() -> None:
    loaded = loaded_by("import alignprep")
    assert "alignprep" in loaded
    assert loaded.isdisjoint({"pydantic", "pydantic_core", "click", "yaml", "markdown_it", "jsonschema", "json"})


def test_loading_the_bank_needs_no_extra() -> None:
    loaded = loaded_by("import alignprep; alignprep.load()")
    assert "pydantic" in loaded
    assert loaded.isdisjoint(
        {"click", "yaml", "markdown_it", "jsonschema", "genanki", "reportlab", "docx", "latex2mathml"}
    )


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
    loaded = loaded_by(
        "from alignprep import load, select; from alignprep.exporting import find; "
        f"assert find({name!r}).load().render(select(load(), edition='interviewer'))"
    )
    assert "alignprep_exporters" in loaded
    assert loaded.isdisjoint(
        {"click", "yaml", "markdown_it", "jsonschema", "latex2mathml", "genanki", "reportlab", "docx"}
    )


def test_public_names() -> None:
    assert alignprep.__all__ == [
        "__version__", "AlignprepError", "Bank", "BankError", "ContentError", "Edition", "Exporter", "ExporterClash",
        "ExporterError", "Interview", "Item", "LedgerError", "MissingExtra", "OutputError", "Packet", "Paper",
        "Problem", "Question", "Reference", "Revision", "SelectionError", "TemplateError", "TextError",
        "UnknownExporter", "load", "select",
    ]  # fmt: skip
    for name in alignprep.__all__:
        assert getattr(alignprep, name) is not None
    assert set(alignprep.__all__) <= set(dir(alignprep))
