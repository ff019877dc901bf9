"""The sections of the document: how large their pages are, where they begin, and what stands at their head and foot.

There are two kinds of pages. Those to read have wide margins. Those to write on, such as the two facing pages of a
question, are as wide and as high as `alignprep.packet.spread` counts with, and have a smaller head and foot.
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Final, Literal

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from alignprep import Edition
from alignprep.language.words import cut
from alignprep.packet import spread
from alignprep.packet.wording import form_of
from alignprep.text.characters import is_wide
from alignprep_exporters.docx.xml import Element, field, name, new, paragraph, pieced, run, serialized

if TYPE_CHECKING:
    from alignprep_exporters.docx.body import Body

__all__ = ["FORM_WIDTH", "Begins", "Pages", "shortened"]

Begins = Literal["nextPage", "evenPage", "oddPage"]
FORM_WIDTH: Final = round(spread.WIDTH * 20)
"""The width of the text on pages to write on, in twentieths of a point."""
_FORM_MARGIN: Final = 920
"""The margin above and below the text on pages to write on."""
_FORM_HEAD: Final = 440
"""How far head and foot are from the edge of such a page."""


class Pages:
    """Begins the sections of one document."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._base = body.document.element.body.sectPr
        self._parts: dict[tuple[str, str], str] = {}
        """The relationships of the heads and feet so far, by their style and text."""

    def begin(self, begins: Begins = "nextPage", *, form: bool, head: str = "", cover: bool = False) -> None:
        """Begin a section with pages to read or, with `form`, to write on; the first one begins the document.

        `head` is shown on each of its pages but a cover, with a tab between left and right.
        """
        section = deepcopy(self._base)
        section.remove(*section.iterchildren(name("w:titlePg")))
        references = [self._reference("footer", "FormFooter" if form else "Footer", self._foot())]
        if head:
            references.insert(0, self._reference("header", "FormHeader" if form else "Header", [run(head)], head))
        section[:0] = [*references, new("w:type", val=begins)]
        if form:
            _narrow(section)
        if cover:
            section.append(new("w:titlePg"))
        self._body.begin_section(section)

    def _reference(
        self, kind: Literal["header", "footer"], style: str, content: list[Element], text: str = ""
    ) -> Element:
        """A reference to a head or foot, which is in the package once."""
        if (style, text) not in self._parts:
            root = new("w:hdr" if kind == "header" else "w:ftr", paragraph(style, *content))
            number = len(self._parts) + 1
            main, type = (
                self._body.document.part,
                CONTENT_TYPE.WML_HEADER if kind == "header" else CONTENT_TYPE.WML_FOOTER,
            )
            part = Part(PackURI(f"/word/{kind}{number}.xml"), type, serialized(root), main.package)
            self._parts[style, text] = id = f"{kind}{number}"
            # relate_to would search all relationships for an equal one.
            main.rels.add_relationship(getattr(RELATIONSHIP_TYPE, kind.upper()), part, id)
        return new(f"w:{kind}Reference", type="default", r_id=self._parts[style, text])

    def _foot(self) -> list[Element]:
        """The content of the foot: a notice, the form's letter, and the number of the page."""
        packet, say = self._body.packet, self._body.say
        notice = say("Holds the answers: not for candidates") if packet.edition is Edition.INTERVIEWER else ""
        numbers = {"page": field("PAGE", run("1")), "pages": field("NUMPAGES", run("1"))}
        left = "\u2003".join(filter(None, (notice, form_of(packet.interview, say))))
        return pieced(f"{left}\t", *cut(say("Page {page} of {pages}"), **numbers))


def _narrow(section: Element) -> None:
    """Give a section the margins of pages to write on."""
    (size,), (margin,) = (section.iterchildren(name(tag)) for tag in ("w:pgSz", "w:pgMar"))
    side = (int(size.get(name("w:w"), 0)) - FORM_WIDTH) // 2
    for keys, value in (
        (("left", "right"), side),
        (("top", "bottom"), _FORM_MARGIN),
        (("header", "footer"), _FORM_HEAD),
    ):
        for key in keys:
            margin.set(name(f"w:{key}"), str(value))


def shortened(text: str, columns: int) -> str:
    """A text that takes at most so many columns, of which a wide character takes two; a longer one is cut."""
    used = 0
    for place, character in enumerate(text):
        used += 2 if is_wide(character) else 1
        if used > columns:
            return f"{text[:place].rstrip()}…"
    return text
