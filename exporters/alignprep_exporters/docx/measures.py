"""How much room a paragraph takes, as far as its styles and the widths of letters tell."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil
from typing import Final

from alignprep_exporters.docx.elements import Element, name

__all__ = ["Format", "Formats"]

_WIDTHS: Final = (
    226, 326, 401, 498, 507, 715, 682, 221, 303, 303, 498, 498, 250, 306, 252, 386, 507, 507, 507, 507, 507, 507, 507,
    507, 507, 507, 268, 268, 498, 498, 498, 463, 894, 579, 544, 533, 615, 488, 459, 631, 623, 252, 319, 520, 420, 855,
    646, 662, 517, 673, 543, 459, 487, 642, 567, 890, 519, 487, 468, 307, 386, 307, 498, 498, 291, 479, 525, 423, 525,
    498, 305, 471, 525, 229, 239, 455, 229, 799, 525, 527, 525, 525, 349, 391, 335, 525, 452, 715, 433, 453, 395, 314,
    460, 314, 498,
)  # fmt: skip
"""The widths of the characters from U+0020 to U+007E in Carlito, which are Calibri's, in thousandths of an em."""
_OTHER: Final = 520
"""About what any other character is wide."""
_FIXED: Final = 550
"""What a character of Consolas is wide."""
_LINE: Final = 1.2207
"""The height of a line of Calibri, by its size."""
_TALL: Final = frozenset(name(f"m:{tag}") for tag in ("f", "nary", "limLow", "limUpp", "m"))
"""What makes an equation two lines high."""
_PROPERTIES: Final = name("w:pPr")
_TEXTS: Final = frozenset({name("w:t"), name("m:t")})
_BREAK: Final = name("w:br")
_PICTURE: Final = name("wp:extent")
_SWITCHES: Final = {
    name("w:keepNext"): "keep_next",
    name("w:keepLines"): "keep_lines",
    name("w:pageBreakBefore"): "new_page",
}
_LIST: Final = re.compile("List(?:Bullet|Number)([23]?)")
_INDENT: Final = 360
_EMU: Final = 635


@dataclass(frozen=True, slots=True)
class Format:
    """What a paragraph's properties say of its room, in twentieths of a point."""

    size: float = 10
    """In points."""
    fixed: bool = False
    """Whether all characters are of one width."""
    before: int = 0
    after: int = 0
    line: int = 240
    exact: bool = False
    indent: int = 0
    border: int = 0
    keep_next: bool = False
    keep_lines: bool = False
    new_page: bool = False

    @property
    def line_height(self) -> float:
        """The height of one line."""
        return self.line if self.exact else self.size * 20 * _LINE * self.line / 240


class Formats:
    """The formats of one document's styles."""

    def __init__(self, styles: Element) -> None:
        self._styles = {style.get(name("w:styleId"), ""): style for style in styles.iter(name("w:style"))}
        self._made: dict[str, Format] = {}
        defaults = styles.find(name("w:docDefaults"))
        self._base = Format()
        for properties in () if defaults is None else defaults.iter(_PROPERTIES, name("w:rPr")):
            self._base = _changed(self._base, properties)

    def of(self, paragraph: Element) -> Format:
        """The format of a paragraph: its style's, and what it says itself."""
        properties = paragraph.find(_PROPERTIES)
        if properties is None:
            return self._style("Normal")
        style = properties.find(name("w:pStyle"))
        format = self._style("Normal" if style is None else style.get(name("w:val"), ""))
        return format if len(properties) == 1 else _changed(format, properties)

    def height(self, paragraph: Element, format: Format, width: int) -> tuple[int, float]:
        """How many lines a paragraph has within a width, and the height of each."""
        pieces, extra = [""], 0.0
        for element in paragraph.iter():
            tag = element.tag
            if tag in _TEXTS:
                pieces[-1] += element.text or ""
            elif tag == _BREAK:
                pieces.append("")
            elif tag == _PICTURE:
                return 1, int(element.get("cy", 0)) / _EMU
            elif tag in _TALL and not extra:
                extra = 1.0
        available = int((width - format.indent) * 50 / format.size)
        lines = sum(_wrapped(piece, available, format.fixed) for piece in pieces)
        return lines, format.line_height * (1 + extra / lines)

    def _style(self, id: str) -> Format:
        if id not in self._made:
            self._made[id] = self._base
            style = self._styles.get(id)
            if style is not None:
                based = style.find(name("w:basedOn"))
                format = self._style(based.get(name("w:val"), "")) if based is not None else self._base
                for properties in style.iterchildren(_PROPERTIES, name("w:rPr")):
                    format = _changed(format, properties)
                numbered = _LIST.fullmatch(id)
                if numbered and not format.indent:
                    format = replace(format, indent=_INDENT * int(numbered[1] or 1))
                self._made[id] = format
        return self._made[id]


def _changed(format: Format, properties: Element) -> Format:
    """A format with the properties of a style, a paragraph or a run."""
    changes: dict[str, object] = {}
    for element in properties:
        value = element.get(name("w:val"), "")
        match element.tag:
            case tag if tag in _SWITCHES:
                changes[_SWITCHES[tag]] = value not in ("0", "false", "off")
            case tag if tag == name("w:sz"):
                changes["size"] = max(_number(element, "val") / 2, 1)
            case tag if tag == name("w:rFonts"):
                changes["fixed"] = element.get(name("w:ascii")) == "Consolas"
            case tag if tag == name("w:spacing"):
                keys = [key for key in ("before", "after", "line") if name(f"w:{key}") in element.attrib]
                changes |= {key: _number(element, key) for key in keys}
                if "line" in keys:
                    changes["exact"] = element.get(name("w:lineRule"), "auto") == "exact"
            case tag if tag == name("w:ind"):
                changes["indent"] = _number(element, "left") + _number(element, "right")
            case tag if tag == name("w:pBdr"):
                sides = [side for side in element if side.tag in (name("w:top"), name("w:bottom"))]
                changes["border"] = sum(_number(side, "space") * 20 for side in sides)
    return replace(format, **changes) if changes else format  # type: ignore[arg-type]


def _number(element: Element, key: str) -> int:
    """A whole number of a template's or ours; 0 for what is none."""
    text = element.get(name(f"w:{key}"), "")
    return int(text) if re.fullmatch("-?[0-9]{1,5}", text) else 0


def _wrapped(text: str, available: int, fixed: bool) -> int:
    """How many lines a text has, whose words are set one after the other while they fit."""
    if fixed:
        return max(1, ceil(len(text) * _FIXED / available)) if available > 0 else 1
    lines, room = 1, available
    for word in text.split(" "):
        width = _width(word)
        if width > room and room < available:
            lines, room = lines + 1, available
        if width > available > 0:
            lines += width // available
            width %= available
        room -= width + _WIDTHS[0]
    return lines


@lru_cache(maxsize=20_000)
def _width(word: str) -> int:
    return sum(_WIDTHS[ord(character) - 32] if " " <= character <= "~" else _OTHER for character in word)
