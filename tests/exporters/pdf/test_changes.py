"""The page of a guide that says what changed since a day."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from pypdf import PdfReader

from alignprep import Bank, select
from alignprep_exporters import pdf
from alignprep_exporters.pdf import answers
from tests.support.pdf_content import squeezed
from tests.support.pdf_reader import Element, tagged
from tests.support.sample_bank import question, release


def fact(id: str, text: str) -> dict[str, object]:
    return {"id": id, "text": text}


def bank() -> Bank:
    """Two releases: in the second a question was reworded, another got a fact, a third is new, a fourth as it was."""
    first = [
        question(1, related=[], facts=[fact("a", "One hides {{c1::old words}}.")]),
        question(2, related=[], facts=[fact("a", "Two hides {{c1::its $x$}}.")]),
        question(4, related=[], facts=[fact("a", "Four hides {{c1::nothing new}}.")]),
    ]
    second = [
        {**first[0], "hint": "Another hint."},
        {**first[1], "facts": [fact("a", "Two hides {{c1::its $x$}}."), fact("b", "And {{c1::*it's* more::cue}}.")]},
        question(3, related=[], facts=[fact("a", "Three hides {{c1::all of it}}.")]),
        first[2],
    ]
    return release("2026-03-01", *second, after=release("2026-02-01", *first))


def page_of_changes(since: str | None, exporter: Any = pdf, edition: str = "study") -> tuple[str, bytes]:
    """What the page says; empty if there is none."""
    packet = select(bank(), edition=edition, changed_since=since and datetime.date.fromisoformat(since))
    data = exporter.render(packet)
    found = [sect for sect in tagged(data).root.all("Sect") if title_of(sect).startswith("Changed since")]
    return "|".join(squeezed(one.text()) for sect in found for one in sect.all("H1", "P", "Link")), data


def title_of(sect: Element) -> str:
    return "".join(one.text() for one in sect.own("H1"))


@pytest.mark.parametrize(("exporter", "edition"), [(pdf, "study"), (pdf, "interviewer"), (answers, "study")])
def test_it_names_what_changed_and_when(exporter: Any, edition: str) -> None:
    text, _ = page_of_changes("2026-03-01", exporter, edition)
    assert text.startswith("Changed since 2026-03-01|Read these anew.")
    first, second = text.index("1. Title 1"), text.index("2. Title 2")
    third = text.index("3. Title 3")
    assert "4. Title 4" not in text
    assert "2026-03-01: the question itself" in text[first:second]
    assert "fact" not in text[first:second]
    assert text[second:third].endswith("|2026-03-01: 1 fact|And [cue].|")
    assert text[third:].endswith("|2026-03-01: new question")


def test_an_earlier_day_lists_each_day_apart() -> None:
    text, _ = page_of_changes("2026-01-15")
    assert "4. Title 4" in text
    second = text[text.index("2. Title 2") : text.index("3. Title 3")]
    assert second.endswith("|2026-02-01: new question|2026-03-01: 1 fact|And [cue].|")
    assert text.endswith("2026-02-01: new question")


def test_it_follows_the_contents_and_leads_to_the_questions() -> None:
    _, data = page_of_changes("2026-03-01")
    reader = PdfReader(io.BytesIO(data))
    titles = [one.title for one in reader.outline if not isinstance(one, list)]
    assert titles.index("Changed since 2026-03-01") == titles.index("Contents") + 1
    root = tagged(data).root
    (sect,) = [one for one in root.all("Sect") if title_of(one).startswith("Changed since")]
    pages = {squeezed(link.text()).rsplit(" ", 1)[0]: link.text().split()[-1] for link in sect.all("Link")}
    shown = {
        squeezed(one.title): str(reader.get_destination_page_number(one) + 1)  # type: ignore[operator]
        for group in reader.outline
        if isinstance(group, list)
        for one in group
    }
    assert len(pages) == 3
    assert pages.items() <= shown.items()


def test_without_a_day_there_is_no_such_page() -> None:
    assert page_of_changes(None)[0] == ""


def test_a_candidate_does_not_learn_the_day() -> None:
    day = datetime.date(2026, 3, 1)
    assert select(bank(), edition="candidate", changed_since=day).since is None
    assert select(bank(), edition="study", changed_since=day).since == day
