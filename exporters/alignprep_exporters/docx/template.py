"""The empty document that every packet starts from: alignprep's styles or a company's, on A4 or Letter.

alignprep's styles, lists, settings, fonts and theme are the XML files in the folder `template`; nothing comes from the
default template of python-docx.
"""

from __future__ import annotations

import io
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from docx import Document
from docx.opc.constants import CONTENT_TYPE, NAMESPACE
from docx.shared import Twips
from lxml import etree

from alignprep import Paper
from alignprep.files.archives import canonical_zip
from alignprep_exporters.docx.company import read_company
from alignprep_exporters.docx.restyle import merged_fonts, merged_styles, merged_theme
from alignprep_exporters.docx.xml import serialized

if TYPE_CHECKING:
    from docx.document import Document as DocumentType

__all__ = ["TEXT_WIDTH", "empty_document", "resource"]

_PARTS: Final = {
    "styles": ("styles.xml", CONTENT_TYPE.WML_STYLES),
    "numbering": ("numbering.xml", CONTENT_TYPE.WML_NUMBERING),
    "settings": ("settings.xml", CONTENT_TYPE.WML_SETTINGS),
    "fontTable": ("fontTable.xml", CONTENT_TYPE.WML_FONT_TABLE),
    "theme": ("theme1.xml", CONTENT_TYPE.OFC_THEME),
}
"""The parts beside the document itself, by the kind of their relationship: file and content type."""
_PAPERS: Final = {Paper.A4: (11906, 16838), Paper.LETTER: (12240, 15840)}
"""Width and height in twentieths of a point."""
_EAST_ASIAN: Final = {
    "ja": ("Yu Gothic", "Noto Sans CJK JP"),
    "ko": ("Malgun Gothic", "Noto Sans CJK KR"),
    "zh-Hant": ("Microsoft JhengHei", "Noto Sans CJK TC"),
    "zh-HK": ("Microsoft JhengHei", "Noto Sans CJK HK"),
    "zh-TW": ("Microsoft JhengHei", "Noto Sans CJK TC"),
    "zh": ("Microsoft YaHei", "Noto Sans CJK SC"),
}
"""By the beginning of a language tag, the font that Windows has for it, and one to use where that is not installed."""
TEXT_WIDTH: Final = 9300
"""The width of the text in twentieths of a point: the same on both papers, whose margins differ."""


def resource(name: str) -> bytes:
    """A file of the folder `template`."""
    return files(__package__).joinpath("template", name).read_bytes()


def empty_document(paper: Paper, template: bytes | None, language: str) -> DocumentType:
    """A document without content, in a language and in the styles of a company's template if there is one.

    Raises `TemplateError` for a template that is not a Word document or cannot be trusted.
    """
    overrides = [("document.xml", CONTENT_TYPE.WML_DOCUMENT_MAIN), *_PARTS.values()]
    members = {f"word/{part}": _in_language(part, language) for part, _ in overrides}
    if template is not None:
        members |= {f"word/{part}": data for part, data in _restyled(template, language).items()}
    members["[Content_Types].xml"] = (
        f'<Types xmlns="{NAMESPACE.OPC_CONTENT_TYPES}">'
        f'<Default Extension="rels" ContentType="{CONTENT_TYPE.OPC_RELATIONSHIPS}"/>'
        + "".join(f'<Override PartName="/word/{part}" ContentType="{type}"/>' for part, type in overrides)
        + "</Types>"
    ).encode()
    members["_rels/.rels"] = _relationships([("document", "officeDocument", "word/document.xml")])
    members["word/_rels/document.xml.rels"] = _relationships([(kind, kind, part) for kind, (part, _) in _PARTS.items()])
    document = Document(io.BytesIO(canonical_zip(members)))
    section = document.sections[0]
    width, height = _PAPERS[paper]
    section.page_width, section.page_height = Twips(width), Twips(height)
    section.left_margin = section.right_margin = Twips((width - TEXT_WIDTH) // 2)
    return document


def _in_language(part: str, language: str) -> bytes:
    """A file of the folder `template`, which is written in American English, for a document in another language.

    Chinese, Japanese and Korean get a font of their own, which Word and LibreOffice would otherwise guess, and no
    italics.
    """
    text = resource(part).decode().replace('"en-US"', f'"{language}"')
    fonts = next((fonts for tag, fonts in _EAST_ASIAN.items() if f"{language}-".startswith(f"{tag}-")), None)
    if fonts is None:
        return text.encode()
    name, other = fonts
    entry = f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>'
    for old, new in (
        (f'<w:themeFontLang w:val="{language}"', f'<w:themeFontLang w:val="{language}" w:eastAsia="{language}"'),
        ('<a:ea typeface=""/>', f'<a:ea typeface="{name}"/>'),
        ("</w:fonts>", f"{entry}</w:fonts>"),
        ('<w:i/><w:iCs/><w:color w:val="55606C"/>', '<w:color w:val="55606C"/>'),
    ):
        text = text.replace(old, new)
    return text.encode()


def _relationships(entries: list[tuple[str, str, str]]) -> bytes:
    """The part that lists relationships, each given by its id, kind and target."""
    listed = "".join(
        f'<Relationship Id="{id}" Type="{NAMESPACE.OFC_RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for id, kind, target in entries
    )
    return f'<Relationships xmlns="{NAMESPACE.OPC_RELATIONSHIPS}">{listed}</Relationships>'.encode()


@lru_cache(maxsize=4)
def _restyled(template: bytes, language: str) -> dict[str, bytes]:
    """The parts with styles, theme and fonts, merged with a company's."""
    company = read_company(template)
    styles, theme, fonts = (
        etree.fromstring(_in_language(part, language)) for part in ("styles.xml", "theme1.xml", "fontTable.xml")
    )
    colors = merged_theme(theme, company.theme)
    return {
        "styles.xml": serialized(merged_styles(styles, company.styles, colors)),
        "theme1.xml": serialized(colors),
        "fontTable.xml": serialized(merged_fonts(fonts, company.fonts)),
    }
