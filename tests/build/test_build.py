from __future__ import annotations

import errno
import json
import os
import re
import sys
import types
from pathlib import Path

import pytest

from alignprep import exporting, load, plug_ins, select
from alignprep.bank.bank import Bank
from alignprep.build.build import Result, build, compile_bank, export, export_apart, product_of, products_of
from alignprep.build.worker_pool import Outcome
from alignprep.errors import ExporterError, OutputError, UnknownExporter
from alignprep.files.publishing import RELEASE_SUMS, SUMS
from alignprep.model.records import BankData, Edition, Product
from tests.support.sample_bank import bank_data, sample_bank


def test_a_failure_whose_message_asks_something_goes_on_after_the_question_mark() -> None:
    product = Product(file="deck", exporter="ankii", edition=Edition.STUDY)
    result = Result(product, Outcome(None, b"", UnknownExporter("no exporter 'ankii'; did you mean 'anki'?")))
    said = "no exporter 'ankii'; did you mean 'anki'? there is no earlier one to keep"
    assert result.failure == f"deck (ankii) was not made: {said}"


def test_a_current_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: object, *_arguments: object, **_more: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "mkdir", refused)
    with pytest.raises(OutputError, match=f"^{re.escape(str(tmp_path))} cannot be written: permission denied"):
        export_apart("json", select(sample_bank()), Path())


def test_every_product_is_made_and_listed(tmp_path: Path) -> None:
    (tmp_path / "extra.whl").write_bytes(b"wheel")
    seen: list[tuple[int, int]] = []
    built = build(
        sample_bank(),
        tmp_path / "dist",
        also=[tmp_path / "extra.whl"],
        progress=lambda done, total: seen.append((done, total)),
    )
    assert not built.failures
    assert set(built.names) == {path.name for path in (tmp_path / "dist").iterdir()} - {SUMS, RELEASE_SUMS}
    count = len(products_of(sample_bank()))
    assert seen == [(done, count) for done in range(1, count + 1)]
    assert built.names == (
        "alignprep.html",
        "alignprep.apkg",
        "alignprep-interviewer.apkg",
        "alignprep-anki-update.txt",
        "alignprep-anki-update-facts.txt",
        "alignprep-anki-update-interviewer.txt",
        "alignprep-handout.pdf",
        "alignprep-study-guide.pdf",
        "alignprep-answers.pdf",
        "alignprep-quick-reference.pdf",
        "alignprep-packet-candidate.docx",
        "alignprep-packet-interviewer.docx",
        "questions.csv",
        "facts.csv",
        "follow_ups.csv",
        "references.csv",
        "datapackage.json",
        "alignprep.json",
        "questions.jsonl",
        "croissant.json",
        "README-data.md",
        "extra.whl",
    )
    listed = [
        {line[66:] for line in (tmp_path / "dist" / sums).read_text().splitlines()} for sums in (SUMS, RELEASE_SUMS)
    ]
    assert listed == [{*built.names} - {"extra.whl"}, {*built.names}]


def test_products_have_names_of_their_own() -> None:
    for products in (products_of(load()), products_of(sample_bank())):
        assert len({(product.file, product.exporter) for product in products}) == len(products)


def test_a_bank_without_products_makes_what_ours_makes_under_its_own_names() -> None:
    theirs = Bank(BankData.model_validate({**bank_data(), "slug": "sample"}))
    named = [(one.file.replace("sample", "alignprep"), one.exporter, one.edition) for one in products_of(theirs)]
    assert named == [(one.file, one.exporter, one.edition) for one in products_of(load())]


def test_an_unknown_edition_is_named_with_the_nearest() -> None:
    with pytest.raises(ExporterError, match=r"^'studdy' is not an edition; did you mean 'study'\?$"):
        product_of("json:studdy", "sample")


def test_a_file_to_add_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"nothing\.whl cannot be read"):
        build(sample_bank(), tmp_path / "dist", products=(), also=[tmp_path / "nothing.whl"])
    assert not list(tmp_path.iterdir())


def test_files_to_add_have_names_of_their_own(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same.whl").write_bytes(b"")
    two = [tmp_path / "a" / "same.whl", tmp_path / "b" / "same.whl"]
    for also in (two, [tmp_path / SUMS], [tmp_path / RELEASE_SUMS]):
        with pytest.raises(OutputError, match="cannot be added: another file is called"):
            build(sample_bank(), tmp_path / "dist", products=(), also=also)
    assert not (tmp_path / "dist").exists()


def plug_in(monkeypatch: pytest.MonkeyPatch, name: str, made: object) -> None:
    fake = types.ModuleType("fake_exporter")
    fake.suffix = ".fake"  # type: ignore[attr-defined]
    fake.render = lambda packet: made  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "fake_exporter", fake)
    point = exporting.EntryPoint(name, "fake_exporter", exporting.GROUP)
    monkeypatch.setattr(plug_ins, "entry_points", lambda group: [point])


def test_an_exporter_must_return_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    plug_in(monkeypatch, "fake", "text")
    with pytest.raises(ExporterError, match="'fake' returned str where bytes are expected"):
        export("fake", select(sample_bank()))


def test_an_unknown_exporter() -> None:
    with pytest.raises(UnknownExporter):
        export("no-such", select(sample_bank()))


def test_compiling_makes_what_the_package_loads(content: Path, tmp_path: Path) -> None:
    target = tmp_path / "data" / "bank.json"
    compile_bank(content, target)
    assert [question["id"] for question in json.loads(target.read_bytes())["questions"]] == ["rlhf-pipeline"]
