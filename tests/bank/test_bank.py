from __future__ import annotations

import contextlib
import gc
from pathlib import Path

import pytest
from click.testing import CliRunner

import alignprep
from alignprep.bank.bank import read_bank
from alignprep.build.build import export
from alignprep.cli.app import main
from alignprep.errors import BankError
from alignprep.json_format.writer import compiled, dumps
from alignprep.model.bibliography import Reference, entry, labels
from alignprep.text.nodes import plain
from tests.support.sample_bank import sample_bank


def test_the_package_holds_a_bank() -> None:
    bank = alignprep.load()
    assert bank is alignprep.load()
    assert bank["rlhf-pipeline"].number == 2
    assert len(bank.sections) == 6


def test_read_bank_reads_what_is_compiled() -> None:
    bank = sample_bank()
    again = read_bank(dumps(compiled(bank)), "x")
    assert again.data == bank.data


@pytest.mark.parametrize("text", [dumps(compiled(sample_bank())), b"{}"], ids=["a bank", "none"])
@pytest.mark.parametrize("enabled", [True, False])
def test_reading_leaves_the_collector_as_it_was(text: bytes, enabled: bool) -> None:
    try:
        gc.enable() if enabled else gc.disable()
        with contextlib.suppress(BankError):
            read_bank(text, "x")
        assert gc.isenabled() is enabled
    finally:
        gc.enable()


def test_read_bank_refuses_with_a_pointer() -> None:
    data = compiled(sample_bank())
    data["questions"][1]["minutes"] = 99
    with pytest.raises(BankError) as caught:
        read_bank(dumps(data), "x.json")
    assert caught.value.problems[0].message.startswith("/questions/1/minutes: ")


@pytest.mark.parametrize("edition", ["candidate", "study", "interviewer"])
def test_a_packet_is_the_one_that_the_command_makes(edition: str, tmp_path: Path) -> None:
    file = tmp_path / "packet.docx"
    arguments = ["packet", "--minutes", "60", "--seed", "7", "--edition", edition, "-o", str(file)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    packet = alignprep.load().packet(minutes=60, seed=7, edition=edition)
    assert export("docx", packet) == file.read_bytes()
    assert packet.edition == edition


def test_a_packet_takes_the_interview_and_the_conditions() -> None:
    bank = alignprep.load()
    interview = alignprep.Interview(candidate="Ada L.", opening=10, closing=0)
    packet = bank.packet(minutes=30, seed=1, paper="letter", interview=interview, section="behavioral")
    assert packet.interview is interview
    assert packet.paper == "letter"
    assert {item.section for item in packet.items} == {"behavioral"}
    assert packet.minutes <= 20
    with pytest.raises(alignprep.SelectionError, match="give it"):
        bank.packet(minutes=5)
    with pytest.raises(alignprep.SelectionError, match="no section"):
        bank.packet(section="nowhere")


def reference(*authors: str, year: int = 2020, **more: object) -> Reference:
    fields = {
        "type": "article",
        "title": "On things",
        "authors": authors,
        "year": year,
        "url": "https://example.org/x/",
    }
    return Reference.model_validate({**fields, **more})


def test_labels() -> None:
    works = {
        "one": reference("Ada Lovelace"),
        "two": reference("Ada Lovelace", "Alan Turing"),
        "three": reference("A. B. van der Berg", "C", "D"),
        "others": reference("Ada Lovelace", "et al."),
        "junior": reference("Sammy Davis Jr."),
        "label": reference("National Institute of Standards and Technology", label="NIST"),
        "b": reference("Alan Turing", title="B"),
        "a": reference("Alan Turing", title="A"),
    }
    assert labels(works) == {
        "junior": "Davis 2020",
        "one": "Lovelace 2020",
        "two": "Lovelace and Turing 2020",
        "others": "Lovelace et al. 2020",
        "label": "NIST 2020",
        "a": "Turing 2020a",
        "b": "Turing 2020b",
        "three": "van der Berg et al. 2020",
    }
    assert list(labels(works).values()) == sorted(labels(works).values(), key=str)


def test_entries() -> None:
    assert plain(entry(reference("Ada Lovelace", "Alan Turing", venue="Proc. X"))) == (
        "Ada Lovelace and Alan Turing (2020). On things. Proc. X. example.org/x"
    )
    assert plain(entry(reference("Ada Lovelace", "B C", "et al.", arxiv="2203.02155"))) == (
        "Ada Lovelace, B C, et al. (2020). On things. arXiv:2203.02155"
    )
    assert plain(entry(reference("Ada Lovelace", title="Why?", doi="10.1000/182"))) == (
        "Ada Lovelace (2020). Why? doi:10.1000/182"
    )
