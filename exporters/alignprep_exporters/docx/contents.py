"""The table of contents: a field of Word's whose entries and page numbers are there from the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alignprep_exporters.docx.body import internal, paragraph
from alignprep_exporters.docx.elements import Element, field, new, run

if TYPE_CHECKING:
    from alignprep_exporters.docx.body import Body

__all__ = ["write_contents"]


def write_contents(body: Body) -> None:
    """Put the table of all headings into the room left for it: each a link, and the page of its bookmark.

    The pages are an estimate. An application that lays out pages puts the right ones in their place: Word when somebody
    updates the table, LibreOffice whenever it opens the file. A field that is marked as stale would make Word ask
    questions (ISO/IEC 29500-1, 17.16.18, `dirty`).

    LibreOffice takes what stands in a field for a table of contents as mere text, so that field is for applications
    that know the vocabulary `w15` only (ISO/IEC 29500-3, alternate content): Word since 2013.
    """
    shown = {bookmark: run("0") for _, _, bookmark in body.headings}
    entries = [
        paragraph(
            f"TOC{level}",
            internal(bookmark, run(f"{text}\t"), *field(f"PAGEREF {bookmark} \\h", shown[bookmark])),
        )
        for level, text, bookmark in body.headings
    ]
    *opening, closing = field('TOC \\o "1-2" \\h \\z \\u')
    entries[0][0].addnext(_for_word(*opening))
    entries[-1].append(_for_word(closing))
    table = new(
        "w:sdt",
        new(
            "w:sdtPr",
            new("w:id", val=body.new_id()),
            new("w:docPartObj", new("w:docPartGallery", val="Table of Contents"), new("w:docPartUnique")),
        ),
        new("w:sdtContent", paragraph("TOCHeading", run("Contents")), *entries),
    )
    pages = body.pages_around(table)
    for bookmark, number in shown.items():
        number[0].text = str(pages[bookmark])
    body.fill_room(table)


def _for_word(*runs: Element) -> Element:
    """Runs that only an application with Word's newer vocabularies sees."""
    return new("mc:AlternateContent", new("mc:Choice", *runs, Requires="w15"), new("mc:Fallback"))
