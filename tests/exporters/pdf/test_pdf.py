from __future__ import annotations

import io
import os
from dataclasses import replace

import pytest
from pypdf import PdfReader

from alignprep import Bank, Exporter, ExporterError, TextError, select
from alignprep.text import nodes
from alignprep_exporters import pdf
from alignprep_exporters.pdf import quick
from alignprep_exporters.pdf.layout.boxes import Paragraph
from alignprep_exporters.pdf.layout.code import Listing
from alignprep_exporters.pdf.layout.tables import table
from alignprep_exporters.pdf.structure import Node
from alignprep_exporters.pdf.type.lines import length
from alignprep_exporters.pdf.type.spans import Cited
from tests.support.sample_bank import question, sample_bank


def read(edition: str = "study", *questions: dict[str, object], paper: str = "a4") -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render(select(sample_bank(*questions), edition=edition, paper=paper))))


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def with_answer(full: str) -> dict[str, object]:
    base = question(1, related=[])
    return {**base, "answer": {"short": base["answer"]["short"], "depth": full}}  # type: ignore[index]


def test_every_field_of_the_edition_is_there() -> None:
    said = text_of(read("interviewer"))
    for words in (
        "What does question 1 ask about rewards", "Hint 1: mention emphasis", "Point a of 1", "short short short",
        "Fact one of 1 hides the answer", "Follow-up a of 1?", "Reply b of 1", "Wrong claim a of 1",
        "Anchor one of 1 <fails>",
        "1 < 2 & 3 > 2, {{c1::no cloze}}, }} and {{, [sound:x.mp3], 100 % $5", 'return "<&>" if x < 0 else x',
        'print("<hello> & {{goodbye}}")', "A box & a line", "A < B", "Ouyang et al. 2022", "arXiv:2203.02155",
        "A framework <with> markup & all", "Related questions 3. Title 3 with <b> & {{braces}}, page",
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
    assert reader.metadata.author == "A. Sampler; The <sample> team"
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


@pytest.mark.parametrize("full", ["A formula $汉$ in a line.", "$$\n汉\n$$", "```\n汉\n```", "| 汉 |\n|---|\n| b |"])
def test_wherever_a_character_stands_that_no_font_has(full: str) -> None:
    with pytest.raises(TextError, match=r"question 'question-1': .* \(U\+6C49\)") as caught:
        read("study", with_answer(full))
    assert (caught.value.kind, caught.value.name, caught.value.text) == ("question", "question-1", "汉")


def test_code_of_wide_characters_stays_on_its_tint() -> None:
    listing = Listing("→" * 300 + "\nplain\n" + "x" * 500, "", Node("Code"), 300)
    for line, continued in listing._rows:
        drawn = sum(length(span, text) for span, text in line.runs)
        assert drawn <= 300 - 14 - continued * 4 * 4.8 + 0.01
    assert "".join(text for line, _ in listing._rows for _, text in line.runs) == "→" * 300 + "plain" + "x" * 500


def test_code_is_parted_after_a_space_where_there_is_one() -> None:
    code = "run: evals --model one-of-them --log-dir logs -T prompt=prompts/system.md"
    rows = Listing(code + "\n" + "x" * 90, "sh", Node("Code"), 264)._rows
    found = [("".join(text for _, text in line.runs), continued) for line, continued in rows]
    assert found == [(code[:49], False), (code[49:], True), ("x" * 52, False), ("x" * 38, True)]


def test_code_is_parted_after_a_sign_rather_than_inside_a_name() -> None:
    code = "a" * 40 + ".join(rows_and_others)+b.join(rows_of_all_the_others)"
    rows = Listing(code, "python", Node("Code"), 264)._rows
    found = ["".join(text for _, text in line.runs) for line, _ in rows]
    assert "".join(found) == code
    assert found[0][-1] in ",([{.=:;/|"


def test_no_word_of_a_table_is_broken_while_a_column_has_room_to_spare() -> None:
    header = tuple(
        (nodes.Text(text),) for text in ("Nr.", "Jahr", "Prüfdatum", "Prüfsumme", "Ort", "Art", "Zahl", "Stand")
    )
    cells = ("1", "2026", "2026-01-12", "a1b2c3d4e5", "Ulm", "neu", "12", "offen")
    row_of_cells = tuple((nodes.Text(cell),) for cell in cells)
    made = table(nodes.Table(("left",) * 8, header, (row_of_cells,)), {}, Node("Sect"), 420)
    (row,) = made._rows
    assert [len(cell._rows) for cell in row.cells if isinstance(cell, Paragraph)] == [1] * 8


def test_only_the_longest_words_of_a_table_are_broken() -> None:
    header = tuple((nodes.Text(text),) for text in ("Nr.", "Datum", "Prüfer", "Abteilung", "Ergebnis", "Betrag"))
    cells = ("1", "2026-01-12", "Leutheusser", "Qualitätssicherungsbeauftragte", "durchgefallen", "12.345,67")
    row_of_cells = tuple((nodes.Text(cell),) for cell in cells)
    (row,) = table(nodes.Table(("left",) * 6, header, (row_of_cells,)), {}, Node("Sect"), 350)._rows
    assert [len(cell._rows) > 1 for cell in row.cells if isinstance(cell, Paragraph)] == [False] * 3 + [True] + [
        False
    ] * 2


def test_a_column_has_room_for_the_works_that_it_cites() -> None:
    long = (nodes.Text("many words " * 9),)
    cells = (nodes.Text("no "), nodes.Citation(("work",))), long
    works = {"work": Cited("Wollschläger\u00a0et\u00a0al.\u00a02025", None)}
    header = (nodes.Text("a"),), (nodes.Text("b"),)
    (row,) = table(nodes.Table(("left",) * 2, header, (cells,)), works, Node("Sect"), 150)._rows
    first = row.cells[0]
    assert isinstance(first, Paragraph)
    assert any("Wollschläger" in "".join(text for _, text in line.runs) for line in first._rows)


def test_a_title_of_long_words_is_as_wide_as_the_page() -> None:
    bank = sample_bank()
    profile = bank.data.profile.model_copy(update={"title": "Bewerbungsgespräche über Verantwortung"})
    packet = replace(select(bank, edition="study"), profile=profile)
    cover = " ".join(PdfReader(io.BytesIO(pdf.render(packet))).pages[0].extract_text().split())
    assert "Bewerbungsgespräche über" in cover


def test_no_character_of_a_figure_vanishes() -> None:
    text = '<text x="9" y="30" font-size="12">A ⊢ B → θ</text>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80">{text}</svg>'
    data = sample_bank(question(1, related=[])).data
    packet = select(Bank(data.model_copy(update={"media": {"boxes.svg": svg}})), edition="study")
    assert "A ⊢ B → θ" in text_of(PdfReader(io.BytesIO(pdf.render(packet))))


def test_a_related_question_is_named_with_its_page() -> None:
    reader = read()
    pages = {index + 1: page.extract_text() for index, page in enumerate(reader.pages)}
    target = next(
        number
        for number, said in pages.items()
        if number > 2 and "3. Title 3" in said and "What does question 3" in said
    )
    assert f"Related questions 3. Title 3 with <b> & {{{{braces}}}}, page {target}" in text_of(reader)


@pytest.mark.parametrize("exporter", [pdf, quick])
def test_titles_of_works_have_the_marks_of_print(exporter: Exporter) -> None:
    data = sample_bank(question(1, related=[], key_points=["A point [@ouyang2022training].", "b", "c", "d"])).data
    work = data.references["ouyang2022training"].model_copy(update={"title": 'A bank\'s "own" work'})
    bank = Bank(data.model_copy(update={"references": {**data.references, "ouyang2022training": work}}))
    reader = PdfReader(io.BytesIO(exporter.render(select(bank, edition="study"))))
    assert "A bank’s “own” work" in text_of(reader)


def test_an_interviewer_gets_all_that_a_question_without_grades_has() -> None:
    one = question(1, related=[])
    del one["rubric"]
    text = text_of(read("interviewer", one))
    for said in ("What to listen for", "Follow-ups", "Red flags", "Score", "Evidence"):
        assert said in text
    assert "What the answer shows" not in text
