"""The Word documents: what each edition says, and that it is said by Word's own means."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from docx import Document
from lxml import etree

from alignprep import Edition, Packet, Paper, select
from alignprep_exporters.docx import render, suffix
from alignprep_exporters.docx.xml import NAMESPACES
from tests.support.docx_reader import NS, find, parts, words
from tests.support.docx_templates import company
from tests.support.sample_bank import INTERVIEW, large_bank, question, sample_bank

EDITIONS = tuple(Edition)


def packet(edition: Edition | str = "interviewer", **changes: Any) -> Packet:
    return select(sample_bank(question(1, **changes)), edition=edition)


def answer(full: str) -> dict[str, object]:
    return {"short": "word " * 50, "depth": full}


def test_suffix() -> None:
    assert suffix == ".docx"


@pytest.mark.parametrize("edition", EDITIONS)
def test_python_docx_reads_it(edition: Edition) -> None:
    document = Document(io.BytesIO(render(select(sample_bank(), edition=edition))))
    title, style = (
        ("Interview questions", "Form Title") if edition is Edition.CANDIDATE else ("A sample bank <&>", "Title")
    )
    assert [p.text for p in document.paragraphs if p.style is not None and p.style.name == style] == [title]
    assert document.core_properties.title == title
    assert document.core_properties.created.isoformat().startswith("2026-01-03T00:00:00")
    assert document.core_properties.author == "A. Sampler; The <sample> team"


def test_the_interviewers_packet_holds_everything() -> None:
    said = words(render(select(sample_bank(), edition="interviewer")))
    for number in (1, 2, 3):
        for text in (
            f"{number} of 3\u2002Title {number} with <b> & {{{{braces}}}}",
            f"{number}\u2002Title {number} with <b> & {{{{braces}}}}",
            f"Hint {number}: mention",
            f"Point a of {number} with code & ",
            f"Anchor one of {number} <fails>",
            f"Anchor three of {number} & more",
            f"Follow-up b of {number}?",
            f"Hear: Reply b of {number} with z",
            f"“Wrong claim a of {number}”: corrected",
            f"Fact one of {number} hides the answer.",
            f"Fact two of {number} hides a < b (which relation) (NIST 2023).",
        ):
            assert text in said
    for text in (
        "Markup that must survive: 1 < 2 & 3 > 2, {{c1::no cloze}}, }} and {{, [sound:x.mp3], 100 % $5 _ * # ~ ^ \\ | ",
        'return "<&>" if x < 0 else x  # {{not}} a cloze',
        'print("<hello> & {{goodbye}}")',
        "Greek and arrows: θ → π, ∑ ∏ ≤ ≥ ≠ 𝔼 ∇ é ü ß “quotes” – dashes — and a smile ☺.",
        "A box & a line",
        "A framework <with> markup & all",
        "Section Two & more",
        "Between 3 and 5",
    ):
        assert text in said


def test_each_edition_has_its_parts() -> None:
    headings = {
        edition: [
            "".join(heading.itertext())
            for heading in find(
                render(select(sample_bank(question(1)), edition=edition)),
                "//w:p[w:pPr/w:pStyle/@w:val='Heading3' or w:pPr/w:pStyle/@w:val='FormLabel']",
            )
        ]
        for edition in EDITIONS
    }
    held = [
        "Nudge",
        "Hint",
        "In thirty seconds",
        "Say it",
        "If they push",
        "Code: sample.py",
        "Facts to remember",
        "Sources",
    ]
    assert headings[Edition.CANDIDATE] == []
    points = held.index("If they push")
    asked, answered = ["Answer aloud, then read on"], held[2:points]
    assert headings[Edition.STUDY] == [*asked, *answered, "Points to hit", *held[points:]]
    assert headings[Edition.INTERVIEWER] == [
        *("Listen for", "Probes", "Red flags", "Question\u00a01 of 1", "Evidence"),
        *held,
    ]


def test_the_candidates_file_holds_nothing_else() -> None:
    everything = b"\n".join(parts(render(select(sample_bank(), edition="candidate"))).values()).decode(errors="replace")
    assert "What does question\u00a01 ask about " in everything
    for secret in (
        "Hint",
        "Point a",
        "Anchor",
        "Reply",
        "Wrong claim",
        "Fact one",
        "Ouyang",
        "goodbye",
        "Depth",
        "A box",
    ):
        assert secret not in everything
    for word in ("score", "rubric", "listen", "red flag", "evidence", "interviewer’s"):
        assert word not in everything.lower().replace("underscore", "")


def test_a_citation_of_a_work_that_the_edition_hides_is_hidden() -> None:
    asked = "What do these eight words ask about feedback [@ouyang2022training], please?"
    assert "feedback, please?" in words(render(packet("candidate", question=asked)))
    assert "feedback (Ouyang et al. 2022), please?" in words(render(packet("study", question=asked)))


@pytest.mark.parametrize("edition", EDITIONS)
def test_links_lead_somewhere_and_names_are_unique(edition: Edition) -> None:
    document = render(select(sample_bank(), edition=edition))
    bookmarks = find(document, "//w:bookmarkStart/@w:name")
    assert len(bookmarks) == len(set(bookmarks))
    assert set(find(document, "//w:hyperlink/@w:anchor")) <= set(bookmarks)
    ids = find(document, "//w:bookmarkStart/@w:id | //w:sdtPr/w:id/@w:val | //wp:docPr/@id")
    assert len(ids) == len(set(ids))
    relationships = etree.fromstring(parts(document)["word/_rels/document.xml.rels"])
    known = {found.get("Id") for found in relationships}
    assert set(find(document, "//@r:id | //@r:embed")) <= known


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_style_that_is_used_is_defined(edition: Edition) -> None:
    document = render(select(sample_bank(), edition=edition))
    styles = etree.fromstring(parts(document)["word/styles.xml"]).xpath("//w:style/@w:styleId", namespaces=NS)
    assert set(find(document, "//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val")) <= set(styles)
    formatted = find(document, "//w:r/w:rPr/*[not(self::w:rStyle or self::w:b or self::w:i or self::w:u)]")
    assert formatted == []


def test_the_contents_are_filled_and_need_no_update() -> None:
    document = render(select(sample_bank(), edition="study"))
    entries = find(document, "//w:sdt[.//w:docPartGallery]//w:p[starts-with(w:pPr/w:pStyle/@w:val, 'TOC')]")
    assert ["|".join(entry.xpath(".//w:t/text()", namespaces=NS)) for entry in entries] == [
        "Contents",
        "How to study with this guide|2",
        "Section One|4",
        "1\u2002Title 1 with <b> & {{braces}}|4",
        "2\u2002Title 2 with <b> & {{braces}}|7",
        "Section Two & more|10",
        "3\u2002Title 3 with <b> & {{braces}}|10",
        "References|13",
    ]
    assert b"updateFields" not in parts(document)["word/settings.xml"]
    assert find(document, "//@w:dirty") == []


def test_word_sees_a_field_for_the_contents_and_any_other_the_fields_of_its_pages() -> None:
    """LibreOffice would take what stands in the field for mere text, and never mend the numbers in it."""
    document = render(select(sample_bank(), edition="study"))
    marks = find(document, "//w:p[w:pPr/w:pStyle/@w:val='TOC1' or w:pPr/w:pStyle/@w:val='TOC2']//w:hyperlink/@w:anchor")
    assert find(document, "//w:instrText[not(ancestor::mc:Choice)]/text()") == [
        f" PAGEREF {mark} \\h " for mark in marks
    ]
    assert find(document, "//mc:Choice[@Requires='w15']//w:instrText/text()") == [' TOC \\o "1-2" \\h \\z \\u ']
    assert find(document, "//mc:Choice//w:fldChar/@w:fldCharType") == ["begin", "separate", "end"]
    assert find(document, "//mc:Fallback//*") == []
    kinds = find(document, "//w:fldChar/@w:fldCharType")
    assert kinds == ["begin", "separate", *len(marks) * ["begin", "separate", "end"], "end"]


def test_heading_levels_leave_none_out() -> None:
    known = {"FormTitle": 1, "FormPart": 1, "FormHeading": 2, "FormAsked": 2, "FormLabel": 3}
    known |= {f"Heading{level}": level for level in (1, 2, 3)}
    for interview in (None, INTERVIEW):
        document = render(replace(packet(), interview=interview))
        levels = [known[style] for style in find(document, "//w:pStyle/@w:val") if style in known]
        assert levels[0] == 1
        assert set(levels) == {1, 2, 3}
        assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_pages_are_numbered() -> None:
    members = parts(render(packet()))
    footer = next(data for name, data in members.items() if name.startswith("word/footer"))
    assert etree.fromstring(footer).xpath("//w:instrText/text()", namespaces=NS) == [" PAGE ", " NUMPAGES "]


def test_placeholders_are_in_the_glossary() -> None:
    document = render(packet())
    glossary = etree.fromstring(parts(document)["word/glossary/document.xml"])
    texts = {
        part.xpath("string(.//w:docPartPr/w:name/@w:val)", namespaces=NS): "".join(
            part.xpath(".//w:t/text()", namespaces=NS)
        )
        for part in glossary.xpath("//w:docPart", namespaces=NS)
    }
    shown = {
        control.xpath("string(w:sdtPr/w:placeholder/w:docPart/@w:val)", namespaces=NS): "".join(
            control.xpath("w:sdtContent//w:t/text()", namespaces=NS)
        )
        for control in find(document, "//w:sdt[w:sdtPr/w:showingPlcHdr]")
    }
    assert shown == texts
    assert len(texts) == 2


def test_boxes_to_tick() -> None:
    boxes = find(render(packet()), "//w:sdt[w:sdtPr/w14:checkbox]/w:sdtPr/w:alias/@w:val")
    assert boxes == [
        *(f"Heard {n}" for n in range(1, 5)),
        "Red flag 1",
        "Red flag 2",
    ]


def test_tables_repeat_their_header_and_keep_rows_whole() -> None:
    document = render(packet("study"))
    assert find(document, "//w:tr[not(w:trPr/w:cantSplit)]") == []
    assert len(find(document, "//w:tbl[w:tr[1]/w:trPr/w:tblHeader]")) == 1
    assert find(document, "//w:tbl//w:jc/@w:val") == ["center", "right"] * 3


def test_wide_tables_stay_within_the_text() -> None:
    wide = "| " + " | ".join("word " * 30 + "x" * 40 for _ in range(12)) + " |"
    narrow = "| a | " + "long text " * 40 + "|"
    full = f"{wide}\n|{'---|' * 12}\n{wide}\n\n{narrow}\n|---|---|\n{narrow}"
    document = render(packet("study", answer=answer(full)))
    first, second = (
        [int(width) for width in table.xpath("w:tblGrid/w:gridCol/@w:w", namespaces=NS)]
        for table in find(document, "//w:tbl")
    )
    assert 9200 < sum(first) <= 9300
    assert min(first) > 700
    assert 9200 < sum(second) <= 9300
    assert second[0] < 500


def test_lists_begin_anew() -> None:
    full = "1. a\n2. b\n\ntext\n\n1. c\n   1. d\n\ntext\n\n7. e"
    document = render(packet("study", answer=answer(full)))
    numbering = etree.fromstring(parts(document)["word/numbering.xml"])
    starts = {
        number.get(f"{{{NAMESPACES['w']}}}numId"): [
            (override.get(f"{{{NAMESPACES['w']}}}ilvl"), override[0].get(f"{{{NAMESPACES['w']}}}val"))
            for override in number.xpath("w:lvlOverride", namespaces=NS)
        ]
        for number in numbering.xpath("//w:num", namespaces=NS)
    }
    used = [
        starts[found.xpath("string(.//w:numId/@w:val)", namespaces=NS)]
        for found in find(document, "//w:p[w:pPr/w:numPr][preceding::w:t[.='If they push']]")
    ]
    assert used == [[("0", "1")], [("0", "1")], [("0", "1")], [("1", "1")], [("0", "7")]]


def test_figures_have_both_pictures_and_a_text() -> None:
    document = render(select(sample_bank(), edition="study"))
    members = parts(document)
    assert [name for name in members if "media" in name] == ["word/media/figure1.svg", "word/media/image1.png"]
    assert members["word/media/image1.png"].startswith(b"\x89PNG")
    assert find(document, "//wp:docPr/@descr") == ["A box A < B and a line"] * 2
    assert len(find(document, "//asvg:svgBlip")) == 2


def test_nothing_of_a_default_template_is_left() -> None:
    members = parts(render(packet()))
    assert not [name for name in members if "thumbnail" in name or "stylesWithEffects" in name]
    everything = b"\n".join(members.values())
    for leftover in (b"python-docx", b"2013-12", b"generated by"):
        assert leftover not in everything
    assert (
        b'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"'
        in members["word/settings.xml"]
    )
    assert f'w:lang w:val="{sample_bank().profile.language}"'.encode() in members["word/styles.xml"]


@pytest.mark.parametrize(("edition", "text"), [("study", 9300), ("candidate", 10080)])
@pytest.mark.parametrize(("paper", "width"), [(Paper.A4, 11906), (Paper.LETTER, 12240)])
def test_paper(paper: Paper, width: int, edition: str, text: int) -> None:
    document = render(select(sample_bank(), edition=edition, paper=paper))
    page, *pages = find(document, "//w:pgSz")
    margin, *margins = find(document, "//w:pgMar")
    assert {(*one.attrib.items(),) for one in (page, *pages)} == {(*page.attrib.items(),)}
    assert {(*one.attrib.items(),) for one in (margin, *margins)} == {(*margin.attrib.items(),)}
    value = {key.split("}")[1]: int(number) for key, number in (*page.attrib.items(), *margin.attrib.items())}
    assert value["w"] == width
    assert value["w"] - value["left"] - value["right"] == text


HOSTILE = "\n\n".join(
    (
        "`" + "x" * 500 + "`",
        "```\n" + "y" * 500 + "\n    indented and  spaced\n```",
        "| " + " | ".join("abcdefgh") + " |\n|" + "---|" * 8 + "\n" + ("| " + " | ".join("12345678") + " |\n") * 200,
        "> > > deep\n> > >\n> > > - list\n> > >   > quote\n> > >   >\n> > >   > ```\n> > >   > code\n> > >   > ```",
        "- ```\n  code first\n  ```\n- item\n\n  | a |\n  |---|\n  | b |",
        "Emoji 🧪👩🔬, Hebrew שלום עולם, Arabic مرحبا, 𝔼, combining q\u0301, no-break\u00a0space.",
        "[**bold** `code` *link*](https://example.org/a%zz?q=é&r=[1]#x#y) and [mail](mailto:a@example.org)",
        f"[long](https://example.org/{'z' * 900})",
        "$$\n\\begin{cases} a & x < 0 \\\\ b & \\text{else} \\end{cases}\n$$",
    )
)


@pytest.mark.parametrize("edition", EDITIONS)
def test_whatever_a_valid_bank_holds(edition: Edition) -> None:
    document = render(packet(edition, title="T" * 80, answer=answer(HOSTILE)))
    Document(io.BytesIO(document))
    if edition is not Edition.CANDIDATE:
        said = words(document)
        for text in (
            "x" * 500,
            "y" * 500 + "\n    indented and  spaced",
            "deep",
            "code first",
            "Hebrew שלום עולם",
        ):
            assert text in said
        assert len(find(document, "//w:tr")) > 201
    targets = etree.fromstring(parts(document)["word/_rels/document.xml.rels"]).xpath(
        "//p:Relationship[@TargetMode='External']/@Target", namespaces=NS
    )
    assert all(target.isascii() and len(target) < 2080 and target.count("#") < 2 for target in targets)
    assert (f"https://example.org/{'z' * 900}" in targets) is (edition is not Edition.CANDIDATE)


def test_a_long_title_of_the_bank() -> None:
    shown = packet()
    document = render(replace(shown, profile=shown.profile.model_copy(update={"title": "T" * 300})))
    assert Document(io.BytesIO(document)).core_properties.title == "T" * 254 + "…"
    assert "T" * 300 in words(document)


def test_the_archive_is_canonical() -> None:
    with zipfile.ZipFile(io.BytesIO(render(packet()))) as archive:
        infos = archive.infolist()
    assert infos[0].filename == "[Content_Types].xml"
    assert {(info.date_time, info.compress_type) for info in infos} == {((1980, 1, 1, 0, 0, 0), zipfile.ZIP_DEFLATED)}


def test_the_same_packet_gives_the_same_bytes_elsewhere(tmp_path: Any) -> None:
    script = (
        "import hashlib; from alignprep import select; from alignprep_exporters.docx import render;"
        "from tests.support.sample_bank import sample_bank;"
        "print(hashlib.sha256(render(select(sample_bank(), edition='interviewer'))).hexdigest())"
    )
    digests = set()
    for seed, zone, epoch in (("1", "UTC", "0"), ("77", "Pacific/Kiritimati", "garbage")):
        environment = {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": ":".join(path for path in sys.path if path),
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "SOURCE_DATE_EPOCH": epoch,
            "LC_ALL": "C",
            "HOME": str(tmp_path),
        }
        command = [sys.executable, "-c", script]
        made = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
        digests.add(made.stdout)
    assert len(digests) == 1


def test_effort_grows_with_the_number_of_questions() -> None:
    """Twice the questions are twice the elements: nothing is written again and again."""
    few, many = (len(find(render(select(large_bank(n), edition="interviewer")), "//*")) for n in (10, 20))
    assert 1.8 < many / few < 2.0


def test_an_interviewer_gets_all_that_a_question_without_grades_has() -> None:
    questions = [question(1), question(2, rubric=None, related=[]), question(3, rubric=None, competencies=[])]
    for one in questions[1:]:
        del one["rubric"]
    bank = sample_bank(*questions)
    said = words(render(select(bank, edition="interviewer")))
    for one in bank.questions:
        for text in (*one.red_flags, *(follow_up.ask for follow_up in one.follow_ups)):
            assert text.strip('"').split("**")[0].split("$")[0][:18] in said, (one.id, text)
    assert said.count("Evidence") == 3
    assert said.count("Not asked") == 3, "they have a score all the same, as in the PDF"
    assert [said.count(f"Question {number} of 3") for number in (1, 2, 3)] == [1, 0, 0]


def prose_blocks(full: str) -> list[tuple[str, bool, str]]:
    """The blocks of an answer to somebody who pushes: style, whether it stays with the next one, and text."""
    document = render(packet("study", answer=answer(full), figure=None, code=[]))
    found = []
    for block in find(document, "//w:body/*"):
        style = block.xpath("string(.//w:pStyle/@w:val)", namespaces=NS)
        kept = bool(block.xpath("w:pPr/w:keepNext", namespaces=NS))
        found.append((style, kept, "".join(block.xpath(".//w:t/text() | .//m:t/text()", namespaces=NS))))
    begin = next(place for place, (_, _, text) in enumerate(found) if text == "If they push")
    end = next(place for place, (_, _, text) in enumerate(found) if text == "Facts to remember")
    return found[begin + 1 : end]


def test_a_paragraph_stays_with_what_it_leads_to() -> None:
    formula_and_code = "To a formula\n\n$$\nx\n$$\n\nTo code\n\n```\ny\n```"
    full = f"To a list\n\n- one\n\n{formula_and_code}\n\nTo a table\n\n|a|\n|-|\n|b|\n\nSo:\n\nend."
    kept = {text: kept for style, kept, text in prose_blocks(full) if style == "BodyText"}
    assert kept == {
        "To a list": True, "To a formula": True, "To code": True, "To a table": True, "So:": True, "end.": False,
    }  # fmt: skip


@pytest.mark.parametrize(("count", "kept"), [(1, [0]), (2, [1, 0]), (3, [1, 1, 0]), (5, [1, 0, 0, 1, 0])])
def test_no_item_of_a_list_stands_alone_on_a_page(count: int, kept: list[int]) -> None:
    blocks = prose_blocks("\n".join(f"{number}. item" for number in range(1, count + 1)))
    assert [stays for style, stays, _ in blocks if style == "ListNumber"] == list(map(bool, kept))


def test_all_of_a_first_item_stays_with_the_second_one() -> None:
    blocks = prose_blocks(
        "- first\n\n  more of it\n\n  ```\n  code\n  ```\n\n- second\n\n- third\n\n- last, with\n  - an inner one"
    )
    assert [(style, kept) for style, kept, _ in blocks] == [
        ("ListBullet", True), ("ListContinue", True), ("Code", True), ("ListBullet", False), ("ListBullet", True),
        ("ListBullet", True), ("ListBullet2", False),
    ]  # fmt: skip


def test_sources_and_related_questions_stay_with_the_last_two_facts() -> None:
    """Else a few lines of them take a page."""
    document = render(select(sample_bank(), edition="study"))
    texts = {"".join(block.xpath(".//w:t/text()", namespaces=NS)): block for block in find(document, "//w:body/w:p")}
    _, *between, last = list(texts)[list(texts).index("Facts to remember") :][:8]
    assert [text[:10] for text in (*between, last)] == [
        "Fact one o", "Fact two o", "Fact three", "Sources", "Ouyang\u00a0et\u00a0", "Related qu", "3\u2002Title 3 "
    ]  # fmt: skip
    styles = [texts[text].xpath("string(w:pPr/w:pStyle/@w:val)", namespaces=NS) for text in between]
    stays = [bool(texts[text].xpath("w:pPr/w:keepNext", namespaces=NS)) for text in between]
    assert [kept or style == "Heading3" for style, kept in zip(styles, stays, strict=True)] == [True] * 6
    assert not texts[last].xpath("w:pPr/w:keepNext", namespaces=NS)


def test_lines_of_code_are_as_high_in_any_font() -> None:
    """Fonts that stand for Consolas have higher lines; then the contents would be many pages off."""
    (code,) = (
        style
        for style in etree.fromstring(parts(render(packet("study")))["word/styles.xml"]).iter("{*}style")
        if "Code" in style.xpath("@w:styleId", namespaces=NS)
    )
    assert code.xpath("string(w:pPr/w:spacing/@w:lineRule)", namespaces=NS) == "exact"


@pytest.mark.parametrize(("count", "kept"), [(1, [0]), (3, [1, 1, 0]), (6, [1] * 5 + [0]), (7, [1, 0, 0, 0, 0, 1, 0])])
def test_a_short_table_is_whole_and_no_row_of_a_longer_one_is_alone(count: int, kept: list[int]) -> None:
    markdown = "|a|\n|-|\n" + "".join(f"|row {number}|\n" for number in range(count))
    document = render(packet("study", answer=answer(markdown), figure=None, code=[]))
    rows = find(document, "//w:tbl[.//w:t='row 0']/w:tr[not(w:trPr/w:tblHeader)]")
    assert [bool(row.xpath(".//w:keepNext", namespaces=NS)) for row in rows] == list(map(bool, kept))


def study_sections(document: bytes) -> list[tuple[str, list[str], list[str]]]:
    """The sections of a document: what the head of their pages says at the right, and their styles and texts."""
    heads = {
        found.get("Id"): etree.fromstring(parts(document)[f"word/{found.get('Target')}"])
        for found in etree.fromstring(parts(document)["word/_rels/document.xml.rels"])
        if "header" in found.get("Target")
    }
    made, styles, texts = [], [], []
    for block in find(document, "//w:body/*"):
        ends = block if block.tag.endswith("sectPr") else next(block.iter("{*}sectPr"), None)
        if ends is None:
            styles.append(block.xpath("string(.//w:pStyle/@w:val)", namespaces=NS))
            texts.append("".join(block.itertext()))
            continue
        assert ends.xpath("string(w:type/@w:val)", namespaces=NS) == "nextPage"
        head = heads[ends.xpath("string(w:headerReference/@r:id)", namespaces=NS)]
        made.append(("".join(head.xpath("//w:t[preceding::w:tab]/text()", namespaces=NS)), styles, texts))
        styles, texts = [], []
    return made


OPENING = ["Heading2", "Details", "Prompt", "BodyText", "Heading3", "Ruled"]
"""The styles of what is on a page before the answer: number and title, details, question, nudge, room to answer."""


def test_the_answer_to_a_question_begins_a_page_whose_head_names_the_question() -> None:
    """Else it is in the same glance as the question, and recall ends before it began."""
    front, *found = study_sections(render(select(sample_bank(), edition="study")))
    assert front[0] == "Study guide"
    titles = [f"{number}\u2002Title {number} with <b> & {{{{braces}}}}" for number in (1, 2, 3)]
    assert [head for head, _, _ in found] == [*(title for title in titles for _ in range(2)), "Study guide"]
    assert [styles[-6:] == OPENING for _, styles, _ in found] == [True, False] * 3 + [False]
    for place in (1, 3, 5):
        assert [text.partition(" ")[0] for text in found[place][2][:2]] == ["Hint.", "In"]
        hidden = "".join(found[place][2])
        assert "short short" in hidden
        assert "short short" not in "".join(found[place - 1][2][-6:])


def test_the_opening_of_a_question_is_on_one_page() -> None:
    document = render(select(sample_bank(), edition="study"))
    kept = {"Heading2", "Details", "Heading3"}
    for asked in find(document, "//w:p[w:pPr/w:pStyle/@w:val='Prompt']"):
        for block in (asked, asked.getnext()):
            assert block.xpath("w:pPr/w:keepNext", namespaces=NS)
        assert asked.getprevious().xpath("string(w:pPr/w:pStyle/@w:val)", namespaces=NS) in kept


def test_questions_with_short_answers_have_a_page_each() -> None:
    """Each is below the answer to the one before it."""
    short = {"answer": {"short": "word " * 50}, "facts": [], "code": [], "figure": None, "related": []}
    bank = sample_bank(*(question(number, section="one", **short) for number in (1, 2, 3)))
    _, first, *others, last = study_sections(render(select(bank, edition="study")))
    assert [styles.count("Ruled") for _, styles, _ in (first, *others)] == [1, 1, 1, 0]
    assert last[2][0] == "References"


def test_with_a_companys_template_each_question_begins_a_page() -> None:
    """Its faces may be wider than those that heights are estimated with."""
    found = study_sections(render(select(sample_bank(), edition="study", template=company())))
    assert [styles[-6:] == OPENING for _, styles, _ in found] == [False, True, False, True, False, True, False, False]


def test_a_question_without_an_answer_has_no_room_for_one() -> None:
    made = packet("study")
    (item,) = made.items
    bare = replace(made, items=(replace(item, answer=None, key_points=()),))
    found = study_sections(render(bare))
    assert [styles.count("Ruled") for _, styles, _ in found] == [0, 0, 0]


def test_what_is_read_has_the_marks_of_the_language_and_code_has_not() -> None:
    changes = {
        "title": 'The model\'s "goal"',
        "question": "What does \"it's *so*\" mean in `x = 'y'`, as we ask in this question?",
    }
    said = words(render(packet("study", **changes)))
    assert "1\u2002The model’s “goal”" in said
    assert "What does “it’s so” mean in x = 'y', as we ask" in said
    assert 'return "<&>" if x < 0 else x' in said
