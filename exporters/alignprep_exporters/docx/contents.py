"""The table of contents: a field of Word's whose entries are there from the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alignprep_exporters.docx.body import internal, paragraph
from alignprep_exporters.docx.elements import Element, field, new, run

if TYPE_CHECKING:
    from alignprep_exporters.docx.body import Body

__all__ = ["contents"]


def contents(body: Body) -> Element:
    """The table for the headings written so far.

    An entry is a link and has no page number: which page it is on, only Word knows, and it adds the numbers when
    somebody updates the table. A guess would be wrong, and a field that is marked as stale makes Word ask questions.
    """
    entries = [paragraph(f"TOC{level}", internal(bookmark, run(text))) for level, text, bookmark in body.headings]
    *opening, closing = field('TOC \\o "1-2" \\h \\z \\u')
    first_properties = entries[0][0]
    for piece in reversed(opening):
        first_properties.addnext(piece)
    entries[-1].append(closing)
    return new(
        "w:sdt",
        new(
            "w:sdtPr",
            new("w:id", val=body.new_id()),
            new("w:docPartObj", new("w:docPartGallery", val="Table of Contents"), new("w:docPartUnique")),
        ),
        new("w:sdtContent", paragraph("TOCHeading", run("Contents")), *entries),
    )
