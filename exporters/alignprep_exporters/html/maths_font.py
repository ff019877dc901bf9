"""The letters of a page's formulas as a font inside the page, for systems without a font for mathematics (Android).

A browser can stretch brackets and place indices only with a font that has the OpenType table MATH
(https://learn.microsoft.com/typography/opentype/spec/math). Noto Sans Math has one; of its glyphs the page holds those
that its formulas need.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from html import unescape
from io import BytesIO
from threading import Lock
from typing import Final

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from alignprep.text.mathml import drawn_letter
from alignprep_exporters.fonts import font_file

__all__ = ["font_face"]

_FILE: Final = "NotoSansMath_400Regular.ttf"
_FORMULA: Final = re.compile(r"<math.*?</math>", re.DOTALL)
_NAME: Final = re.compile(r"<mi>([^<>&])</mi>")
"""A name of one letter, which is drawn slanted."""
_TAG: Final = re.compile(r"<[^>]*>")
_subsetting: Final = Lock()
"""fontTools imports what reads a table when it meets one, and fails where another thread is about to."""
_NOTICE: Final = (
    "Noto Sans Math: Copyright 2022 The Noto Project Authors, SIL Open Font License 1.1, openfontlicense.org"
)


def font_face(page: str) -> str:
    """The rule of CSS that brings the font `Formulas` for the formulas of a text of HTML; empty if it has none."""
    letters: set[str] = set()
    for formula in _FORMULA.findall(page):
        letters.update(map(drawn_letter, _NAME.findall(formula)))
        letters.update(unescape(_TAG.sub("", _NAME.sub("", formula))))
    if not letters:
        return ""
    data = b64encode(_subset("".join(sorted(letters)))).decode()
    return f'/* {_NOTICE} */\n@font-face {{ font-family: Formulas; src: url("data:font/ttf;base64,{data}"); }}\n'


@lru_cache(maxsize=8)
def _subset(letters: str) -> bytes:
    """The font with these letters and all that grows out of them; its dates are those of the whole font."""
    options = Options(
        # Without the features that draw indices of their own (ssty), which are as many letters again.
        hinting=False, layout_features=["dtls", "flac"], name_IDs=[0, 1, 2, 13, 14], notdef_outline=True,
        glyph_names=False,
    )  # fmt: skip
    with _subsetting, font_file(_FILE) as path, TTFont(path, recalcTimestamp=False, lazy=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text=letters)
        subsetter.subset(font)
        made = BytesIO()
        font.save(made)
    return made.getvalue()
