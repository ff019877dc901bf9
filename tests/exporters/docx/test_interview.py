"""An interviewer's packet that is made for an interview, and the candidate's sheet that goes with it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from docx import Document
from lxml import etree

from alignprep import Interview, Packet, SelectionError, select
from alignprep.packet.interview import Answers, Sheet, form_key
from alignprep_exporters import docx
from alignprep_exporters.docx.tables import label_width
from alignprep_exporters.docx.xml import name
from tests.support.docx_reader import NS, find, parts, words
from tests.support.sample_bank import INTERVIEW, large_bank, question, sample_bank

W = name("w:x").removesuffix("x")
BINDING = "/f:form[1]/f:field[@name='{}'][1]"


def packet(edition: str = "interviewer", interview: Interview | None = INTERVIEW, **changes: Any) -> Packet:
    return select(sample_bank(), edition=edition, interview=interview, **changes)


def text(element: Any) -> str:
    """The text of an element; a line for each paragraph, and no-break spaces as plain ones."""
    lines = (
        "".join(
            {"tab": "\t", "br": "\n"}.get(etree.QName(one).localname, one.text)
            for one in paragraph.xpath(_SAID, namespaces=NS)
        )
        for paragraph in element.iter(f"{W}p")
    )
    return "\n".join(lines).replace("\u00a0", " ")


_SAID = ".//w:t | .//m:t | .//w:tab[not(parent::w:tabs)] | .//w:br"


def tables(document: bytes, first: str) -> list[list[list[str]]]:
    """The tables whose first cell says this, each as rows of cells."""
    found = [
        [[text(cell).strip() for cell in row.iterchildren(f"{W}tc")] for row in table.iter(f"{W}tr")]
        for table in find(document, "//w:tbl")
    ]
    return [table for table in found if table[0][0] == first]


def sections(document: bytes) -> list[tuple[str, str, list[str]]]:
    """The sections: where each begins, its head, and the text of its blocks."""
    main = etree.fromstring(parts(document)["word/document.xml"])[0]
    related = etree.fromstring(parts(document)["word/_rels/document.xml.rels"])
    targets = {one.get("Id"): one.get("Target") for one in related}
    found, blocks = [], []
    for block in main:
        ends = block if block.tag == f"{W}sectPr" else next(block.iter(f"{W}sectPr"), None)
        if ends is None:
            blocks.append(text(block))
            continue
        head = ends.xpath("string(w:headerReference/@r:id)", namespaces=NS)
        said = text(etree.fromstring(parts(document)[f"word/{targets[head]}"])) if head else ""
        found.append((ends.xpath("string(w:type/@w:val)", namespaces=NS), said, blocks))
        blocks = []
    return found


def fields(document: bytes) -> dict[str, str]:
    """The fields of the form's data with their values."""
    data = etree.fromstring(parts(document)["customXml/item1.xml"])
    return {one.get("name"): one.text or "" for one in data}


# The pages


def test_each_question_has_two_facing_pages_and_a_running_head() -> None:
    found = sections(docx.render(packet()))
    assert [begins for begins, _, _ in found] == ["nextPage", *["evenPage"] * 4, "oddPage"]
    assert [head for _, head, _ in found] == [
        "",
        "Ada <L> & Co. · Alignment Engineer · Form B\tQuestion 1 of 3\u200323:55–00:03",
        "Ada <L> & Co. · Alignment Engineer · Form B\tQuestion 2 of 3\u200300:03–00:13",
        "Ada <L> & Co. · Alignment Engineer · Form B\tQuestion 3 of 3\u200300:13–00:23",
        *["Ada <L> & Co. · Alignment Engineer · Form B\tScorecard"] * 2,
    ]
    left, right = "\n".join(found[2][2]).split("Question 2 of 3")
    assert left.startswith("2 of 3\u2002Title 2")
    for said in (
        "00:03–00:13\u20035 min answer · 3 min probing · 1.5 min scoring\u2003bank no. 2\tMust ask",
        "What does question 2 ask about",
        "Listen for\n☐\tPoint a of 2",
        "Probes\nFollow-up a of 2?\nHear: Reply a of 2",
        "Red flags\n☐\t“Wrong claim a of 2”: corrected",
    ):
        assert said in left
    assert "Anchor" not in left
    order = ["Anchor one of 2", "Anchor five of 2", "Evidence", "Not asked"]
    assert sorted(order, key=right.index) == order
    breaks = "//w:p[w:pPr/w:pageBreakBefore]"
    assert [text(one) for one in find(docx.render(packet()), breaks)] == [f"Question {k} of 3" for k in (1, 2, 3)]


def test_the_foot_names_form_and_notice_on_every_page() -> None:
    document = docx.render(packet())
    feet = [data for name, data in parts(document).items() if name.startswith("word/footer")]
    assert [text(etree.fromstring(foot)).strip() for foot in feet] == [
        "Holds the answers: not for candidates\u2003Form B\tPage 1 of 1"
    ]
    references = find(document, "//w:sectPr/w:footerReference/@r:id")
    assert len(references) == len(find(document, "//w:sectPr")) == 6


def test_long_names_are_cut_at_the_head_of_the_pages() -> None:
    document = docx.render(packet(interview=replace(INTERVIEW, candidate="名" * 50, role="R" * 200)))
    heads = {head.partition("\t")[0] for _, head, _ in sections(document)[1:]}
    assert heads == {f"{'名' * 15}… · {'R' * 30}… · Form B"}


@pytest.mark.parametrize(("level", "marked"), [(3, "Anchor three of 1 & more"), (2, "Between 1 and 3")])
def test_five_scores_to_circle_and_the_minimum_of_the_role(level: int, marked: str) -> None:
    (table, *_) = tables(docx.render(packet(interview=Interview(level=level))), "Score")[:1]
    assert [row[0] for row in table] == ["Score", "1", "2", "3", "4", "5"]
    assert [row for row in table if "Minimum" in row[1]] == [[str(level), f"Minimum for the role. {marked}"]]


def test_the_right_page_is_ruled_to_its_foot() -> None:
    lines = {
        paper: [
            len(one.xpath(".//w:sdtContent//w:tab", namespaces=NS))
            for one in find(docx.render(packet(paper=paper)), "//w:p[w:pPr/w:pStyle/@w:val='FormRuled']")
        ]
        for paper in ("a4", "letter")
    }
    assert len(lines["a4"]) == 3
    assert all(10 < short < long < 28 for short, long in zip(lines["letter"], lines["a4"], strict=True))


def test_a_formula_is_not_cut_off_by_lines_of_one_height() -> None:
    document = docx.render(packet())
    rules = find(document, "//w:p[w:pPr/w:pStyle/@w:val='FormPoint'][.//m:oMath]/w:pPr/w:spacing/@w:lineRule")
    assert len(rules) == 12
    assert set(rules) == {"atLeast"}


def test_what_does_not_fit_is_cut_and_what_never_fits_is_refused() -> None:
    long = [{"ask": f"Probe {k}? " + "word " * 60, "listen_for": "word " * 70} for k in range(1, 5)]
    points = [f"Point {k} " + "word " * 25 for k in range(1, 9)]
    bank = sample_bank(question(1, follow_ups=long, key_points=points, facts=[]))
    said = words(docx.render(select(bank, edition="interviewer", interview=INTERVIEW)))
    assert ["Probe 1?" in said, "Probe 4?" in said] == [True, False]
    assert "Probe 4?" in words(docx.render(select(bank, edition="interviewer")))
    endless = sample_bank(question(1, key_points=[f"{k} " + "word " * 580 for k in "abc"], facts=[]))
    with pytest.raises(SelectionError, match="question 1 does not fit on two facing pages"):
        docx.render(select(endless, edition="interviewer", interview=INTERVIEW))


# The front page


def test_the_agenda_goes_by_the_clock() -> None:
    (rows,) = tables(docx.render(packet()), "Begins")
    assert rows == [
        ["Begins", "Question", "Answer", "Probing", "Scoring"],
        ["23:50", "Welcome", "", "", ""],
        ["23:55", "1\u2002Title 1 with <b> & {{braces}}\u2003Must ask", "4", "3", "1.5"],
        ["00:03", "2\u2002Title 2 with <b> & {{braces}}\u2003Must ask", "5", "3", "1.5"],
        ["00:13", "3\u2002Title 3 with <b> & {{braces}}\u2003Drop first", "6", "3", "1.5"],
        ["00:23", "The candidate’s questions, and what happens next", "", "", ""],
        ["00:28", "End", "", "", ""],
    ]


def test_a_mark_in_the_agenda_is_not_broken() -> None:
    marks = find(docx.render(packet()), "//w:tbl[.//w:t='Begins']//w:r[w:rPr/w:rStyle/@w:val='Strong']/w:t/text()")
    assert [mark.strip() for mark in marks] == ["Must\u00a0ask", "Must\u00a0ask", "Drop\u00a0first", "End"]


def test_minutes_and_weights_are_written_as_the_language_does() -> None:
    weighted = replace(INTERVIEW, weights={"depth": 2.5}, reason="because")
    made = packet(interview=weighted)
    labels = {"{whole}.{part}": "{whole},{part}"}
    said = words(docx.render(replace(made, profile=made.profile.model_copy(update={"labels": labels}))))
    assert "3 min probing · 1,5 min scoring" in said
    assert [number in said.splitlines() for number in ("1,5", "2,5", "1.5", "2.5")] == [True, True, False, False]


def test_without_a_start_the_agenda_counts_from_nothing() -> None:
    (rows,) = tables(docx.render(packet(interview=Interview(opening=0))), "Begins")
    assert [row[0] for row in rows[1:]] == ["0:00", "0:08", "0:18", "0:28", "0:33"]


def test_what_is_said_of_other_candidates_is_true() -> None:
    same, other = "asked the same questions", "Other candidates get other questions"
    for edition in ("interviewer", "candidate"):
        for parallel in (False, True):
            said = words(docx.render(packet(edition, replace(INTERVIEW, parallel=parallel))))
            assert ((same in said), (other in said)) == (not parallel, parallel)


def test_contents_only_for_ten_questions_or_more() -> None:
    for count, shown in ((9, False), (10, True)):
        for interview in (None, INTERVIEW):
            made = docx.render(select(large_bank(count), edition="interviewer", interview=interview))
            assert ("\nContents\n" in words(made)) is shown


# The scorecard


def test_the_scorecard_lists_questions_by_their_numbers_in_the_bank() -> None:
    document = docx.render(packet(numbers=[3, 1]))
    (rows,) = tables(document, "Number")
    assert rows == [
        ["Number", "Question", "Score"],
        ["3", "1\u2002Title 3 with <b> & {{braces}}", ""],
        ["1", "2\u2002Title 1 with <b> & {{braces}}", ""],
    ]
    last = "//w:tbl[.//w:t='Number']//w:tr/w:tc[last()]//w:sdtPr/w:tag/@w:val"
    assert find(document, last) == ["score-3", "score-1"]


def test_a_competency_is_rated_beside_the_mean_of_its_scores() -> None:
    (rows,) = tables(docx.render(packet(interview=replace(INTERVIEW, level=4))), "Competency")
    assert rows[0] == ["Competency", "Shown by", "Mean", "Rating"]
    (row,) = rows[1:]
    assert row[:3] == ["Depth\nKnows how things work", "Questions 1, 2, 3", ""]
    assert row[3].split() == ["1", "2", "3", "4", "5"]
    document = docx.render(packet(interview=replace(INTERVIEW, level=4)))
    assert find(document, "//w:r[w:rPr/w:rStyle/@w:val='Least']/w:t/text()") == ["4"]
    alone = docx.render(packet(numbers=[2]))
    assert tables(alone, "Competency")[0][1][1] == "One observation: question 1"


def test_weights_are_shown_with_their_reason() -> None:
    document = docx.render(packet(interview=replace(INTERVIEW, weights={"depth": 2.5}, reason="It decides.")))
    (rows,) = tables(document, "Competency")
    assert [row[1] for row in rows] == ["Weight", "2.5"]
    assert "Why the weights differ: It decides." in words(document)
    assert "Weight" not in words(docx.render(packet()))


def test_a_recommendation_has_four_levels_that_are_defined_and_no_decision() -> None:
    document = docx.render(packet())
    lists = {
        control.xpath("string(w:sdtPr/w:tag/@w:val)", namespaces=NS): [
            (item.get(f"{W}value"), item.get(f"{W}displayText"))
            for item in control.xpath("w:sdtPr/w:dropDownList/w:listItem", namespaces=NS)
        ]
        for control in find(document, "//w:sdt[w:sdtPr/w:dropDownList]")
    }
    assert lists["recommendation"] == [
        ("recommendation=strong-no", "Strong no"),
        ("recommendation=no", "No"),
        ("recommendation=yes", "Yes"),
        ("recommendation=strong-yes", "Strong yes"),
        ("recommendation=no-decision", "No decision"),
    ]
    assert lists["score-2"][0] == ("score-2=1", "1")
    assert lists["score-2"][-1] == ("score-2=not-asked", "Not asked")
    assert lists["rating-depth"][-1] == ("rating-depth=no-evidence", "No evidence")
    assert [value for value, _ in lists["confidence"]] == [f"confidence={one}" for one in ("low", "medium", "high")]
    assert "Strong yes: More was shown than the role needs, and no concern weighs." in words(document)


def test_what_a_packet_is_recognized_by() -> None:
    made = packet(interview=replace(INTERVIEW, seed=7))
    document = docx.render(made)
    core = etree.fromstring(parts(document)["docProps/core.xml"])
    assert [one.text for one in core if one.tag.endswith("identifier")] == [form_key(made)]
    assert form_key(made) in words(document)
    book = etree.fromstring(parts(docx.render(packet(interview=None)))["docProps/core.xml"])
    assert [one for one in book if one.tag.endswith("identifier")] == []


# The form


def test_the_fields_are_filled_in_once_for_all_places() -> None:
    document = docx.render(packet())
    values = fields(document)
    assert values["candidate"] == "Ada <L> & Co."
    assert values["date"] == "2026-12-01"
    assert values["form"] == "B"
    assert (values["tick-2-4"], values["flag-2-2"], values["evidence-3"], values["score-1"]) == ("0", "0", "", "")
    said = words(document)
    assert said.count("Ada <L> & Co.") == 2
    assert said.count("December 1, 2026") == 2
    assert find(document, "//w:date/@w:fullDate") == ["2026-12-01T00:00:00Z"] * 2


def test_every_control_is_known_by_tag_binding_and_bookmark() -> None:
    document = docx.render(packet())
    tags = find(document, "//w:sdtPr/w:tag/@w:val")
    assert find(document, "//w:sdtPr/w:dataBinding/@w:xpath") == [BINDING.format(tag) for tag in tags]
    assert set(tags) == set(fields(document))
    twice = {tag for tag in tags if tags.count(tag) == 2}
    assert twice == {"candidate", "role", "interviewer", "date", "form", "score-1", "score-2", "score-3"}
    assert max(map(tags.count, tags)) == 2
    around = {
        control.xpath("string(w:sdtPr/w:tag/@w:val)", namespaces=NS): control.xpath(
            "string(preceding-sibling::w:bookmarkStart[1]/@w:name)", namespaces=NS
        )
        for control in reversed(find(document, "//w:sdt[w:sdtPr/w:tag]"))
    }
    assert around == {tag: tag.replace("-", "_") for tag in tags}
    assert {f"{tag.replace('-', '_')}_card" for tag in twice} <= set(find(document, "//w:bookmarkStart/@w:name"))
    assert len(find(document, "//w:sdt[not(w:sdtPr/w:tag)]")) == 0


def test_nothing_is_printed_where_one_must_write() -> None:
    document = docx.render(packet(interview=Interview()))
    empty = find(document, "//w:sdt[w:sdtPr/w:showingPlcHdr]")
    assert len(empty) > 20
    assert {text.strip() for control in empty for text in control.itertext()} == {""}
    glossary = etree.fromstring(parts(document)["word/glossary/document.xml"])
    shown = ["".join(part.xpath(".//w:t/text()", namespaces=NS)) for part in glossary.iter(f"{W}docPart")]
    assert {re.sub("\u2002", "", one) for one in shown} == {""}


# The model answers


def test_model_answers_are_printed_as_asked_for() -> None:
    said = {answers: words(docx.render(packet(interview=replace(INTERVIEW, answers=answers)))) for answers in Answers}
    spoken, deep, work = "What a strong candidate says of it", "Markup that must survive", "arXiv:2203.02155"
    assert [spoken in said[one] for one in Answers] == [False, True, True]
    assert [deep in said[one] for one in Answers] == [False, False, True]
    assert [work in said[one] for one in Answers] == [False, False, True]
    assert "Then a second paragraph, with β and a name, and a judgment at its end." in said[Answers.SPOKEN]
    assert "a citation.\n" in said[Answers.SPOKEN]
    assert "a citation (NIST 2023).\n" in said[Answers.FULL]


def test_without_a_spoken_answer_there_is_what_there_is() -> None:
    made = sample_bank(question(1, answer={"short": "short " * 45}))
    interview = replace(INTERVIEW, answers=Answers.SPOKEN)
    assert "short short short" in words(docx.render(select(made, edition="interviewer", interview=interview)))


# The book


def test_a_book_of_questions_has_the_same_spreads_and_no_scorecard() -> None:
    document = docx.render(packet(interview=None))
    found = sections(document)
    assert [begins for begins, _, _ in found] == ["nextPage", *["evenPage"] * 3, *["nextPage"] * 4]
    titles = [f"A sample bank <&>\t{number}\u2002Title {number} with <b> & {{{{braces}}}}" for number in (1, 2, 3)]
    reading = "A sample bank <&>\tInterview packet for the interviewer"
    assert [head for _, head, _ in found] == [reading, *titles, *titles, reading]
    assert [blocks[0] for _, _, blocks in found[1:4]] == [
        "Section One",
        "2 of 3\u2002Title 2 with <b> & {{braces}}",
        "Section Two & more",
    ]
    said = words(document)
    for absent in ("Scorecard", "Agenda", "Welcome", "Recommendation"):
        assert absent not in said
    assert said.index("Model answers") < said.index("In thirty seconds") < said.index("arXiv:2203.02155")


# The candidate's sheet


def test_a_candidates_sheet_shows_questions_by_their_places() -> None:
    document = docx.render(packet("candidate", numbers=[3, 1]))
    headings = [one.text for one in Document(io.BytesIO(document)).paragraphs if one.style.name == "Form Heading"]
    assert headings == ["Before you begin", "Question\u00a01 of 2", "Question\u00a02 of 2"]
    said = words(document)
    assert said.index("6 minutes") < said.index("What does question 3 ask") < said.index("4 minutes")
    for hidden in ("Title 1", "Section", "RLHF", "2026.1.0", "sample bank", "B. Noor"):
        assert hidden not in said
    assert sections(document)[0][1] == "Ada <L> & Co. · Alignment Engineer · December 1, 2026 · Form B\t"


def test_a_candidates_questions_may_have_a_page_each() -> None:
    one, pages = (
        docx.render(packet("candidate", replace(INTERVIEW, sheet=sheet))) for sheet in (Sheet.ONE, Sheet.PAGES)
    )
    path = "//w:p[w:pPr/w:pageBreakBefore]"
    assert [text(found) for found in find(pages, path)] == [f"Question {k} of 3" for k in (1, 2, 3)]
    assert find(one, path) == []
    ruled = "//w:p[w:pPr/w:pStyle/@w:val='FormRuled']"
    assert [len(found.findall(f".//{W}r/{W}tab")) for found in find(one, ruled)] == [8] * 3
    assert min(len(found.findall(f".//{W}r/{W}tab")) for found in find(pages, ruled)) > 20


def test_a_question_that_nothing_grades_has_its_row_on_the_scorecard() -> None:
    asked = question(1, related=[])
    del asked["rubric"]
    packet = select(sample_bank(asked), edition="interviewer", interview=INTERVIEW)
    rows = find(docx.render(packet), "//w:tbl[w:tblPr/w:tblCaption/@w:val = 'The score of each question']/w:tr")
    assert len(rows) == 2, "a header and the question"


def test_no_word_of_a_label_is_broken() -> None:
    labels = ("Unterschrieben am", "Ort", "記入日")
    assert label_width(labels, 0) > label_width(["Unterschrift"], 0) > 12 * 100
    assert label_width(["Ort"], 1300) == 1300
