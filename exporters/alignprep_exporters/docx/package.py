"""A clean, empty document to begin with, and the finished one as bytes that depend on its content only."""

from __future__ import annotations

import datetime
import io
import zipfile
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.shared import Emu

from alignprep.artifacts import canonical_zip
from alignprep_exporters.docx.elements import element, field, run
from alignprep_exporters.docx.layout import MARGIN, SIZES

if TYPE_CHECKING:
    from docx.document import Document

    from alignprep import Packet

__all__ = ["NAMES", "finished", "opened"]

NAMES: Final = {"candidate": "Candidate sheet", "study": "Study document", "interviewer": "Interviewer packet"}
_TWIP: Final = 635
_BULLETS: Final = ("•", "–", "·")
_LEVELS: Final = 9


def opened(packet: Packet) -> Document:
    """An empty document with our styles, settings, numbering, page, head and foot; nothing of a template's is left."""
    document = docx.Document()
    _without_leftovers(document)
    part: Any = document.part
    part._styles_part._element = _xml("styles.xml")
    part._settings_part._element = _xml("settings.xml")
    part.numbering_part._element = _numbering()
    part.part_related_by(RT.FONT_TABLE)._blob = _bytes("fonttable.xml")
    _page(document, packet)
    _properties(document, packet)
    return document


def finished(document: Document) -> bytes:
    """The document's bytes: members sorted and undated, `[Content_Types].xml` first."""
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return canonical_zip(members, first="[Content_Types].xml")


def _without_leftovers(document: Document) -> None:
    """Drop what python-docx's template brings: an old thumbnail, custom XML, styles for other versions."""
    kept = {RT.STYLES, RT.SETTINGS, RT.NUMBERING, RT.THEME, RT.FONT_TABLE}
    for relationships, keep in (
        (document.part.package.rels, {RT.OFFICE_DOCUMENT, RT.CORE_PROPERTIES}),
        (document.part.rels, kept),
    ):
        for id in [id for id, relationship in relationships.items() if relationship.reltype not in keep]:
            del relationships[id]


def _xml(name: str) -> Any:
    return parse_xml(_bytes(name))


def _bytes(name: str) -> bytes:
    return files("alignprep_exporters.docx").joinpath(name).read_bytes()


def _numbering() -> Any:
    """Two definitions: bullets (1) and numbers (2), each with nine levels."""
    numbering = _xml("numbering.xml")
    for id, kind in ((1, "bullet"), (2, "number")):
        levels = []
        for level in range(_LEVELS):
            bullet = kind == "bullet"
            shown = _BULLETS[level % 3] if bullet else f"%{level + 1}."
            levels.append(
                element(
                    "w:lvl",
                    element("w:start", val=1),
                    element("w:numFmt", val="bullet" if bullet else "decimal"),
                    element("w:lvlText", val=shown),
                    element("w:lvlJc", val="left"),
                    element("w:pPr", element("w:ind", left=360 * (level + 1), hanging=300)),
                    ilvl=level,
                )
            )
        numbering.append(
            element("w:abstractNum", element("w:multiLevelType", val="hybridMultilevel"), *levels, abstractNumId=id)
        )
    return numbering


def _page(document: Document, packet: Packet) -> None:
    section = document.sections[0]
    width, height = SIZES[packet.paper]
    section.page_width, section.page_height = Emu(width * _TWIP), Emu(height * _TWIP)
    section.left_margin = section.right_margin = Emu(MARGIN * _TWIP)
    section.top_margin = section.bottom_margin = Emu(1250 * _TWIP)
    section.header_distance = section.footer_distance = Emu(620 * _TWIP)
    section.different_first_page_header_footer = True
    head = section.header.paragraphs[0]._p
    _fill(head, "Header", width, run(packet.title), [run(NAMES[packet.edition])])
    foot = section.footer.paragraphs[0]._p
    said = f"alignprep {packet.version} · {packet.date.isoformat()} · {packet.license}"
    _fill(foot, "Footer", width, run(said), [run("Page "), *field("PAGE", "1"), run(" of "), *field("NUMPAGES", "1")])


def _fill(paragraph: Any, style: str, width: int, left: Any, right: list[Any]) -> None:
    """A line with something on its left and something on its right."""
    tab = element("w:tab", val="right", pos=width - 2 * MARGIN)
    for child in list(paragraph):
        paragraph.remove(child)
    paragraph.append(element("w:pPr", element("w:pStyle", val=style), element("w:tabs", tab)))
    paragraph.extend([left, element("w:r", element("w:tab")), *right])


def _properties(document: Document, packet: Packet) -> None:
    properties = document.core_properties
    day = datetime.datetime.combine(packet.date, datetime.time())
    properties.title = f"{packet.title}: {NAMES[packet.edition]}"[:255]
    properties.subject = f"{len(packet.items)} interview questions, data {packet.version}"
    properties.author = properties.last_modified_by = "alignprep"
    properties.created = properties.modified = day
    properties.language = "en-US"
    properties.revision = 1
    properties.comments = properties.keywords = properties.category = ""
