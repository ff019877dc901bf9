"""Merges styles: the company's where it has them, else alignprep's in the company's colors and fonts.

`ours` are alignprep's parts, `theirs` the company's. Styles are matched by their names, which are the same in every
language of Word, unlike their ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Final

from lxml import etree

from alignprep_exporters.docx.xml import Element, name

__all__ = ["merged_fonts", "merged_styles", "merged_theme"]

_STRUCTURE: Final = ("w:keepNext", "w:keepLines", "w:pageBreakBefore", "w:widowControl", "w:numPr", "w:outlineLvl")
"""Properties of the document's structure, not its appearance: always alignprep's, never the company's."""
_TABBED: Final = ("TOC1", "TOC2", "Header", "Footer")
"""The styles whose right-hand part is at a tab stop."""
_PLACES: Final = ("w:tabs", "w:ind", "w:jc", "w:bidi")
"""What moves the two parts of such a line: always alignprep's too."""
_NORMAL: Final = "Normal"
_BASE: Final = "PlainBase"
"""alignprep's style that undoes what the company's `Normal` says of paragraphs."""
_SIZES: Final = ("w:sz", "w:szCs")
_AFTER_SIZE: Final = tuple(
    name(f"w:{tag}")
    for tag in (
        *("highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang"),
        *("eastAsianLayout", "specVanish", "oMath"),
    )
)
"""What comes after the sizes among the properties of a run."""
_DROPPED: Final = ("w:pPrChange", "w:rPrChange", "w:rsid", "w:lang", "w:numPr", "w:framePr")
"""Tracked changes, editing sessions, the language of the company's text, its numbered lists, and frames beside text."""
_ORDER: Final = tuple(
    name(f"w:{tag}")
    for tag in (
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr"),
        *("suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct"),
        *("topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind"),
        *("contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment"),
        *("textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr"),
    )
)
"""The properties of a paragraph in the order of the schema (ISO/IEC 29500-1, `CT_PPr`)."""
_AFTER_LANGUAGE: Final = tuple(name(f"w:{tag}") for tag in ("eastAsianLayout", "specVanish", "oMath"))
"""What comes after the language among the properties of a run."""
_SCHEME: Final = {"text1": "dk1", "text2": "dk2", "background1": "lt1", "background2": "lt2", "hyperlink": "hlink"}
"""Names of theme colors in a style, and in the theme where they are called something else."""
_PROMPT_FONT: Final = "Cambria"
"""The font of alignprep's prompts, which the company's own font replaces."""


def merged_styles(ours: Element, theirs: Element, theme: Element) -> Element:
    """The company's styles under alignprep's ids, and those it lacks; `theme` is the theme of the result."""
    result = deepcopy(theirs)
    _clean(result)
    own = {_key(style): style for style in ours.iterchildren(name("w:style"))}
    _rename(result, {key: _id(style) for key, style in own.items()})
    found = {_key(style): style for style in result.iterchildren(name("w:style"))}
    defaults = {style.get(name("w:type")) for style in found.values() if _is_default(style)}
    for key, style in own.items():
        if key in found:
            _take_structure(found[key], style)
            if _id(style) in _TABBED:
                _free_from_normal(found[key], style)
            if _is_default(style) and key[0] not in defaults:
                found[key].set(name("w:default"), "1")
        else:
            result.append(_adapted(style, theme, defaults))
    _drop_dangling_references(result)
    _set_language(result, ours)
    return result


def merged_theme(ours: Element, theirs: Element | None) -> Element:
    """alignprep's theme with the company's colors and fonts; its effects and pictures are for shapes only."""
    result = deepcopy(ours)
    for tag in ("a:clrScheme", "a:fontScheme"):
        scheme = None if theirs is None else theirs.find(f"{name('a:themeElements')}/{name(tag)}")
        if scheme is not None:
            place = next(result.iter(name(tag)))
            place.addprevious(deepcopy(scheme))
            _remove(place)
    return result


def merged_fonts(ours: Element, theirs: Element | None) -> Element:
    """The descriptions of all fonts; fonts embedded in the company's file stay there, with their licenses."""
    result = deepcopy(ours)
    known = {font.get(name("w:name")) for font in result}
    for font in () if theirs is None else theirs.iterchildren(name("w:font")):
        if font.get(name("w:name")) not in known:
            known.add(font.get(name("w:name")))
            result.append(deepcopy(font))
            for part in [part for part in result[-1] if etree.QName(part).localname.startswith("embed")]:
                result[-1].remove(part)
    return result


def _key(style: Element) -> tuple[str, str]:
    """The kind of a style and its name in lower case, since case does not matter."""
    called = style.find(name("w:name"))
    return style.get(name("w:type"), "paragraph"), "" if called is None else called.get(name("w:val"), "").lower()


def _id(style: Element) -> str:
    return style.get(name("w:styleId"), "")


def _is_default(style: Element) -> bool:
    return style.get(name("w:default"), "0") not in ("0", "false", "off")


def _clean(styles: Element) -> None:
    """Drop styles that have no name or id or occur twice, and properties in `_DROPPED`."""
    seen: set[object] = set()
    for style in list(styles.iterchildren(name("w:style"))):
        marks = {_key(style), _id(style)}
        if not _key(style)[1] or not _id(style) or marks & seen:
            styles.remove(style)
        seen |= marks
    for tag in _DROPPED:
        for element in list(styles.iter(name(tag))):
            _remove(element)


def _rename(styles: Element, ids: dict[tuple[str, str], str]) -> None:
    """Give each style with a name in `ids` that id; other styles with one of these ids get a new one."""
    ours = set(ids.values())
    new: dict[str, str] = {}
    for style in styles.iterchildren(name("w:style")):
        old, wanted = _id(style), ids.get(_key(style))
        new[old] = wanted or (f"Company{old}" if old in ours else old)
        style.set(name("w:styleId"), new[old])
    for tag in ("w:basedOn", "w:next", "w:link"):
        for element in styles.iter(name(tag)):
            value = element.get(name("w:val"), "")
            element.set(name("w:val"), new.get(value, value))


def _take_structure(style: Element, ours: Element) -> None:
    """Give a company's style alignprep's spelling of its name and structural properties."""
    called, own = style.find(name("w:name")), ours.find(name("w:name"))
    if called is not None and own is not None:
        called.set(name("w:val"), own.get(name("w:val"), ""))
    if style.get(name("w:type")) != "paragraph":
        return
    tags = [name(tag) for tag in (*_STRUCTURE, *(_PLACES if _id(ours) in _TABBED else ()))]
    properties = style.find(name("w:pPr"))
    kept = [] if properties is None else [deepcopy(child) for child in properties if child.tag not in tags]
    wanted = ours.find(name("w:pPr"))
    taken = [] if wanted is None else [deepcopy(child) for child in wanted if child.tag in tags]
    if properties is None:
        properties = etree.Element(name("w:pPr"))
        runs = style.find(name("w:rPr"))
        if runs is None:
            style.append(properties)
        else:
            runs.addprevious(properties)
    known = [child for child in (*kept, *taken) if child.tag in _ORDER]
    properties[:] = sorted(known, key=lambda child: _ORDER.index(str(child.tag)))


def _free_from_normal(style: Element, ours: Element) -> None:
    """Let a company's style keep what it says itself, but no more depend on what their `Normal` says of paragraphs."""
    for based in style.iterchildren(name("w:basedOn")):
        if based.get(name("w:val")) == _NORMAL:
            based.set(name("w:val"), _BASE)
    sizes = [deepcopy(size) for tag in _SIZES for size in ours.iterfind(f"{name('w:rPr')}/{name(tag)}")]
    properties = style.find(name("w:rPr"))
    if properties is None:
        properties = etree.SubElement(style, name("w:rPr"))
    if all(properties.find(name(tag)) is None for tag in _SIZES):
        place = len(properties) - sum(child.tag in _AFTER_SIZE for child in properties)
        properties[place:place] = sizes


def _adapted(style: Element, theme: Element, defaults: set[str | None]) -> Element:
    """One of alignprep's styles in the company's colors and text font."""
    result = deepcopy(style)
    if style.get(name("w:type")) in defaults:
        result.attrib.pop(name("w:default"), "")
    for element in result.iter():
        color = element.get(name("w:themeColor"))
        if color is not None:
            value = _color(theme, _SCHEME.get(color, color))
            for key in (name("w:color"), name("w:val")):
                if value and key in element.attrib and (key.endswith("color") or element.tag == name("w:color")):
                    element.set(key, value)
    for fonts in list(result.iter(name("w:rFonts"))):
        if fonts.get(name("w:ascii")) == _PROMPT_FONT:
            _remove(fonts)
    return result


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _color(theme: Element, scheme: str) -> str:
    """A color of a theme in hexadecimal; empty where the theme defines it in another way."""
    for color in theme.iterfind(f".//{name('a:clrScheme')}/{name('a:' + scheme)}/*"):
        value = color.get("lastClr", color.get("val", ""))
        return value if re.fullmatch("[0-9A-Fa-f]{6}", value) else ""
    return ""


def _drop_dangling_references(styles: Element) -> None:
    """Drop references to styles that do not exist, and those that would make a style be based on itself."""
    kinds = {_id(style): style.get(name("w:type")) for style in styles.iterchildren(name("w:style"))}
    bases: dict[str, str] = {}
    for style in styles.iterchildren(name("w:style")):
        for tag in ("w:basedOn", "w:next", "w:link"):
            for element in list(style.iterchildren(name(tag))):
                target = element.get(name("w:val"), "")
                other_kind = tag != "w:link" and kinds.get(target) != kinds[_id(style)]
                circle = tag == "w:basedOn" and _id(style) in _chain(target, bases)
                if target not in kinds or other_kind or circle:
                    style.remove(element)
                elif tag == "w:basedOn":
                    bases[_id(style)] = target


def _chain(id: str, bases: dict[str, str]) -> Iterator[str]:
    """A style and all that it is based on; `bases` has no circle."""
    at: str | None = id
    while at is not None:
        yield at
        at = bases.get(at)


def _set_language(styles: Element, ours: Element) -> None:
    """Set the language of the text; a company's document without defaults for runs gets alignprep's."""
    default = f"{name('w:docDefaults')}/{name('w:rPrDefault')}/{name('w:rPr')}"
    language = ours.find(f"{default}/{name('w:lang')}")
    properties = styles.find(default)
    if properties is None:
        for old in styles.findall(name("w:docDefaults")):
            styles.remove(old)
        styles[:0] = [deepcopy(child) for child in ours.iterchildren(name("w:docDefaults"))]
    elif language is not None:
        place = len(properties) - sum(child.tag in _AFTER_LANGUAGE for child in properties)
        properties.insert(place, deepcopy(language))
