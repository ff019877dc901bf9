"""The exports in the hands of their real clients: LibreOffice, Chromium, Ajv. Run by `make acceptance`."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from alignprep import Packet, select
from alignprep.content.reader import read_content
from alignprep.json_format.writer import document, dumps
from alignprep.text.markdown import parse, parse_fact, parse_line
from alignprep.text.nodes import Citation, Code, CodeBlock, Math, MathBlock, Text
from alignprep_exporters import anki, docx
from alignprep_exporters.json import lines
from tests.support import anki_cards
from tests.support.anki_client import collection, import_package
from tests.support.real_clients import office, run
from tests.support.sample_bank import sample_bank

pytestmark = pytest.mark.acceptance
ROOT = Path(__file__).resolve().parents[2]
BANK = read_content(ROOT / "content")
EDITIONS = ("candidate", "study", "interviewer")


def words(text: str) -> list[str]:
    """Words as a reader sees them, without the joins and hyphens that a page makes."""
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text.replace("\u00ad", "")))


def spoken(node: object) -> Iterator[str]:
    """The runs of plain text in a document's nodes; formulas, code and citations part them."""
    if isinstance(node, Text):
        yield node.text
    elif isinstance(node, tuple):
        for inner in node:
            yield from spoken(inner)
    elif is_dataclass(node) and not isinstance(node, Math | MathBlock | Code | CodeBlock | Citation):
        for field in fields(node):
            yield from spoken(getattr(node, field.name))


def prose(packet: Packet) -> list[str]:
    """Every run of at least four plain words that the edition shows."""
    nodes: list[object] = []
    for item in packet.items:
        lines = [item.question, item.hint, *item.key_points, *item.red_flags]
        if item.answer:
            lines.append(item.answer.short)
            nodes.append(parse(item.answer.depth))
        if item.rubric:
            lines += [said for _, said in item.rubric.anchors()]
        lines += [part for one in item.follow_ups for part in (one.ask, one.listen_for)]
        nodes += [parse_line(line) for line in lines if line]
        nodes += [parse_fact(fact.text) for fact in item.facts]
    return [text for node in nodes for text in spoken(node) if len(words(text)) >= 4]


def missing(packet: Packet, shown: str) -> list[str]:
    everything = "".join(words(shown))
    return [piece for piece in prose(packet) if "".join(words(piece)) not in everything]


@pytest.mark.parametrize("edition", EDITIONS)
def test_libreoffice_shows_every_word_of_the_docx(edition: str, tmp_path: Path) -> None:
    packet = select(BANK, edition=edition)
    (tmp_path / "x.docx").write_bytes(docx.render(packet))
    office(tmp_path, "x.docx", "pdf")
    office(tmp_path, "x.docx", "txt:Text (encoded):UTF8")
    assert missing(packet, (tmp_path / "x.txt").read_text(encoding="utf-8")) == []
    pages = re.search(r"^Pages:\s+([0-9]+)$", run("pdfinfo", "x.pdf", cwd=tmp_path), re.MULTILINE)
    assert pages
    assert int(pages[1]) >= 4
    run("pdftoppm", "-r", "20", "-gray", "x.pdf", "page", cwd=tmp_path)
    assert len(list(tmp_path.glob("page-*.pgm"))) == int(pages[1])


def test_a_second_implementation_validates_every_json(tmp_path: Path) -> None:
    files = []
    for name, bank in (("ours", BANK), ("sample", sample_bank())):
        for edition in EDITIONS:
            file = tmp_path / f"{name}-{edition}.json"
            file.write_bytes(dumps(document(select(bank, edition=edition))))
            files.append(file)
    tool = ROOT / "tests" / "acceptance" / "validate.mjs"
    schema = ROOT / "schema" / "bank.schema.json"
    run("node", tool, schema, *files, cwd=tool.parent)
    broken = json.loads(files[0].read_bytes())
    broken["questions"][0]["hint"] = "a secret"
    files[0].write_text(json.dumps(broken), encoding="utf-8")
    failed = subprocess.run(
        ["node", str(tool), str(schema), str(files[0])], cwd=tool.parent, capture_output=True, text=True
    )
    assert failed.returncode == 1
    assert "/questions/0/hint" in failed.stdout


def test_a_second_implementation_validates_every_line(tmp_path: Path) -> None:
    files = []
    for name, bank in (("ours", BANK), ("sample", sample_bank())):
        for edition in EDITIONS:
            file = tmp_path / f"{name}-{edition}.jsonl"
            file.write_bytes(lines.render(select(bank, edition=edition)))
            files.append(file)
    tool = ROOT / "tests" / "acceptance" / "validate.mjs"
    schema = ROOT / "schema" / "line.schema.json"
    run("node", tool, schema, *files, cwd=tool.parent)
    files[0].write_bytes(files[0].read_bytes().replace(b'"minutes": ', b'"minutes": 9', 1))
    failed = subprocess.run(
        ["node", str(tool), str(schema), str(files[0])], cwd=tool.parent, capture_output=True, text=True
    )
    assert failed.returncode == 1
    assert "jsonl:1:/minutes" in failed.stdout


@pytest.fixture(scope="module")
def every_card(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The collection's media folder, and both sides of every card of the bank, unfolded."""
    path = tmp_path_factory.mktemp("cards") / "collection.anki2"
    import_package(path, anki.render(select(BANK, edition="interviewer")))
    with collection(path) as opened:
        cards = [opened.get_card(id) for id in opened.find_cards("", order="c.due")]
        sides = [side for card in cards for side in (card.question(), card.answer())]
        return Path(opened.media.dir()), [side.replace("<details", "<details open") for side in sides]


@pytest.mark.parametrize("night", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_chromium_shows_every_card_whole(width: int, night: bool, every_card: tuple[Path, list[str]]) -> None:
    folder, sides = every_card
    seen = anki_cards.show(folder, sides, width=width, night=night)
    assert seen["count"] == len(sides) == 2 * (len(BANK) + sum(len(question.facts) for question in BANK.questions))
    assert seen["formulas"] > 100
    assert (seen["faults"], seen["unread"], seen["images"]) == ([], [], [])
    assert seen["wide"] == []
    assert seen["width"] <= width
    assert seen["paper"] == ("rgb(30, 34, 37)" if night else "rgb(255, 255, 255)")
