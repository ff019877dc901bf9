"""TrueType fonts whose text can be copied out again: corrections of what reportlab 5.1 embeds."""

from __future__ import annotations

import struct
from typing import Any

from reportlab.pdfbase.ttfonts import TTFont

__all__ = ["Font"]


class Font(TTFont):  # type: ignore[misc]
    """A TrueType font with a ToUnicode map as ISO 32000-1, 9.10.3 wants it, and with the widths of its own.

    reportlab writes a character beyond U+FFFF as one code of more than four digits instead of UTF-16, maps unused codes
    to U+0000, and puts more than a hundred entries into a block. The glyphs that share the last advance width
    (https://learn.microsoft.com/typography/opentype/spec/hmtx) get it in thousandths instead of the font's units.
    """

    def __init__(self, name: str, file: str) -> None:
        super().__init__(name, file, asciiReadable=True, shapable=False)
        metrics = self.face.hmetrics
        (count,) = struct.unpack_from(">H", self.face.get_table("hhea"), 34)
        metrics[count:] = [(metrics[count - 1][0], bearing) for _, bearing in metrics[count:]]

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        """Add the font's objects to a document, with corrected maps."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        names = [self.getSubsetInternalName(index, doc)[1:] for index in range(len(subsets))]
        super().addObjects(doc)
        for name, subset in zip(names, subsets, strict=True):
            font = doc.idToObject["BasicFonts"].dict[name]
            doc.idToObject[font.ToUnicode.name].content = _to_unicode(font.BaseFont, subset)


def _to_unicode(name: str, subset: list[int]) -> str:
    entries = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>" for code, point in enumerate(subset) if point
    ]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *(line for block in blocks for line in (f"{len(block)} beginbfchar", *block, "endbfchar")),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )
