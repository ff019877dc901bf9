"""The empty document that every packet begins as: our own styles, and nothing of anybody's default template."""

from __future__ import annotations

import io
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from docx import Document
from docx.shared import Twips
from lxml import etree

from alignprep import Paper
from alignprep.files.archives import canonical_zip
from alignprep_exporters.docx.body import TEXT_WIDTH
from alignprep_exporters.docx.company import looks_of
from alignprep_exporters.docx.restyle import merged_fonts, merged_styles, merged_theme

if TYPE_CHECKING:
    from docx.document import Document as DocumentType

__all__ = ["empty_document", "resource"]

_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS: Final = {
    "styles": ("styles.xml", f"{_WORD}.styles+xml"),
    "numbering": ("numbering.xml", f"{_WORD}.numbering+xml"),
    "settings": ("settings.xml", f"{_WORD}.settings+xml"),
    "fontTable": ("fontTable.xml", f"{_WORD}.fontTable+xml"),
    "theme": ("theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml"),
}
"""The parts beside the document itself, by the kind of their relationship: file and content type."""
_PAPERS: Final = {Paper.A4: (11906, 16838), Paper.LETTER: (12240, 15840)}
"""Width and height in twentieths of a point."""


def resource(name: str) -> bytes:
    """A file of the template."""
    return files(__package__).joinpath("template", name).read_bytes()


def empty_document(paper: Paper, template: bytes | None) -> DocumentType:
    """A document without content, on a paper, that looks like a template where there is one."""
    overrides = [("document.xml", f"{_WORD}.document.main+xml"), *_PARTS.values()]
    relationships = [
        f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{part}"/>' for kind, (part, _) in _PARTS.items()
    ]
    members = {f"word/{part}": resource(part) for part, _ in overrides}
    if template is not None:
        members |= {f"word/{part}": data for part, data in _restyled(template).items()}
    members["[Content_Types].xml"] = (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(f'<Override PartName="/word/{part}" ContentType="{type}"/>' for part, type in overrides)
        + "</Types>"
    ).encode()
    members["_rels/.rels"] = _relationships(
        f'<Relationship Id="document" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    )
    members["word/_rels/document.xml.rels"] = _relationships("".join(relationships))
    document = Document(io.BytesIO(canonical_zip(members)))
    section = document.sections[0]
    width, height = _PAPERS[paper]
    section.page_width, section.page_height = Twips(width), Twips(height)
    section.left_margin = section.right_margin = Twips((width - TEXT_WIDTH) // 2)
    return document


@lru_cache(maxsize=4)
def _restyled(template: bytes) -> dict[str, bytes]:
    """The parts that say how the document looks, as a template has it."""
    looks = looks_of(template)
    styles, theme, fonts = (etree.fromstring(resource(part)) for part in ("styles.xml", "theme1.xml", "fontTable.xml"))
    colors = merged_theme(theme, looks.theme)
    parts = {
        "styles.xml": merged_styles(styles, looks.styles, colors),
        "theme1.xml": colors,
        "fontTable.xml": merged_fonts(fonts, looks.fonts),
    }
    return {
        part: etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        for part, root in parts.items()
    }


def _relationships(content: str) -> bytes:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{content}</Relationships>'.encode()
