from __future__ import annotations

import io
import os

import pytest
from pypdf import PdfReader

from alignprep import ExporterError, select
from alignprep_exporters import pdf
from tests.sample_bank import question, sample_bank


def read(edition: str = "study", *questions: dict[str, object], paper: str = "a4") -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render(select(sample_bank(*questions), edition=edition, paper=paper))))


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def with_answer(full: str) -> dict[str, object]:
    base = question(1, related=[])
    return {**base, "answer": {"short": base["answer"]["short"], "full": full}}  # type: ignore[index]


def test_every_field_of_the_edition_is_there() -> None:
    said = text_of(read("interviewer"))
    for words in (
        "What does question 1 ask about rewards", "Hint 1: mention emphasis", "Point a of 1", "short short short",
        "Fact one of 1 hides the answer", "Follow-up a of 1?", "Reply b of 1", "Wrong claim a of 1",
        "Anchor one of 1 <fails>",
        "1 < 2 & 3 > 2, {{c1::no cloze}}, }} and {{, [sound:x.mp3], 100 % $5", 'return "<&>" if x < 0 else x',
        'print("<hello> & {{goodbye}}")', "A box & a line", "A < B", "Ouyang et al. 2022", "arXiv:2203.02155",
        "A framework <with> markup & all", "Related questions 3. Title 3 with <b> & {{braces}}",
    ):  # fmt: skip
        assert words in said, words


def test_characters_come_back() -> None:
    said = text_of(read())
    for character in "θπ∑∏≤≥≠𝔼∇éüß“”–—→☺":
        assert character in said, character
    assert "KL(π" in said.replace(" ", "")


def test_a_candidates_handout_holds_nothing_else() -> None:
    reader = read("candidate")
    said = text_of(reader)
    assert "What does question 1 ask" in said
    for secret in ("Hint", "Point a", "Anchor", "short short", "Follow-up", "Fact one", "Ouyang", "hello"):
        assert secret not in said
        assert secret.encode() not in pdf.render(select(sample_bank(), edition="candidate"))


def test_contents_bookmarks_links_and_metadata() -> None:
    reader = read()
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert titles == ["Contents", "Section One", "Section Two & more", "References"]
    assert reader.metadata is not None
    assert reader.metadata.title == "A sample bank <&>: Study guide"
    assert reader.metadata.author == "alignprep"
    assert "2 of" in reader.pages[1].extract_text()
    targets = [annotation.get_object() for page in reader.pages for annotation in page.get("/Annots", []) or []]
    addresses = {str(target["/A"]["/URI"]) for target in targets if "/A" in target and "/URI" in target["/A"]}
    assert "https://arxiv.org/abs/2203.02155" in addresses
    assert "https://example.org/a?b=1&c=2" in addresses
    assert len(targets) > len(addresses)


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_paper(paper: str, size: tuple[int, int]) -> None:
    box = read(paper=paper).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_a_character_that_no_font_has_fails_with_the_question() -> None:
    with pytest.raises(
        ExporterError, match=r"question 'question-1': the PDF exporter has no font with the character '🙂' \(U\+1F642\)"
    ):
        read("study", question(1, hint="A smile 🙂 here.", related=[]))


@pytest.mark.parametrize(
    "full",
    [
        "```\n" + "x" * 500 + "\n```",
        "| a | b |\n|---|---|\n" + "| cell | another |\n" * 200,
        "| a | b |\n|---|---|\n| " + "word " * 1500 + "| b |",
        "word " * 2500,
        "```\n" + "line\n" * 200 + "```",
        "A" * 400,
        "> " + "quoted " * 900,
        "- a\n  - b\n    - " + "deep " * 900,
    ],
    ids=[
        "long code line",
        "long table",
        "tall row",
        "long paragraph",
        "long code",
        "long word",
        "long quote",
        "deep list",
    ],
)
def test_whatever_a_bank_may_hold_is_drawn_whole(full: str) -> None:
    reader = read("study", with_answer(full))
    said = "".join(text_of(reader).split())
    for word in ("x", "cell", "line", "word", "quoted", "deep"):
        assert said.count(word) >= full.count(word)
    assert said.count("A") >= full.count("A")


def test_the_bytes_depend_on_the_packet_only(monkeypatch: pytest.MonkeyPatch) -> None:
    packet = select(sample_bank(), edition="study")
    first = pdf.render(packet)
    for value in ("0", "4102444800", "garbage"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
        assert pdf.render(packet) == first
        assert os.environ["SOURCE_DATE_EPOCH"] == value


def test_a_related_question_is_named_with_its_page() -> None:
    reader = read()
    pages = {index + 1: page.extract_text() for index, page in enumerate(reader.pages)}
    target = next(
        number
        for number, said in pages.items()
        if number > 2 and "3. Title 3" in said and "What does question 3" in said
    )
    assert f"Related questions 3. Title 3 with <b> & {{{{braces}}}} {target}" in text_of(reader)
