"""The characters that no text of a bank may hold, since readers cannot see them or other programs would change them.

The tables are written out instead of taken from Python, so that every version of Python (and of Unicode) accepts the
same texts; what a later Unicode adds is allowed until a font lacks it.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Final

from alignprep.text.source import MAX_BYTES, MAX_FAULTS, Fault, Source

__all__ = [
    "ESCAPED_CONTROL", "SPACES", "columns", "decode", "decode_utf8", "faults", "hidden", "hidden_in_name", "is_wide",
    "printable", "wide_encoding",
]  # fmt: skip

SPACES: Final = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""Every space but the plain one (general category Zs)."""
ESCAPED_CONTROL: Final = re.compile(r"%([01][0-9a-f]|7f)", re.IGNORECASE)
"""A control character as an address writes it."""

_CONTROLS: Final = "\x00-\x09\x0b-\x1f\x7f-\x9f"
_IGNORABLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
"""Default_Ignorable_Code_Point (https://www.unicode.org/Public/16.0.0/ucd/DerivedCoreProperties.txt)."""
_LOOKS_BLANK: Final = "\u2000-\u200a\u2028\u2029\u205f\u3000\u1680\u2800\ufff9-\ufffc"
"""Spaces that look like others, separators of lines, the empty Braille cell, annotation marks and placeholders."""
_NO_CHARACTER: Final = (
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xF0000, 0x10000))
    + "\U000f0000-\U0010ffff"
)
"""Surrogates, private use and noncharacters."""
_EMOJI_STYLE: Final = frozenset("\ufe0e\ufe0f")
_VIRAMAS: Final = (
    "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d3b\u0d3c\u0d4d\u0dca\u0f84\u1039\u103a\u17d2\u1a60\u1b44"
    "\u1baa\u1bab\u1bf2\u1bf3\ua806\ua8c4\ua953\ua9c0\uaaf6\uabed"
)
"""The signs that join consonants in the scripts of India, Sri Lanka and their neighbors (combining class 9)."""
_CURSIVE: Final = (
    "\u0620-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff\u0710\u0712-\u072f\u074d-\u077f"
    "\u08a0-\u08c8"
)
"""Letters of Arabic (Persian and Urdu too) and Syriac, which are written joined."""
_VOWELS: Final = (
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u08d3-\u08e1"
    "\u08e3-\u08ff"
)
"""The marks on these letters."""
_SPELLED: Final = re.compile(f"[{_VIRAMAS}][\u200c\u200d]|[{_CURSIVE}][{_VOWELS}]{{0,8}}\u200c(?=[{_CURSIVE}])")
"""A joiner (U+200C, U+200D) as a name is spelled with it, after what precedes it."""


@cache
def _refused(more: str = "") -> re.Pattern[str]:
    """A pattern for any refused character; compiled on first use, since loading the package's bank needs no check."""
    return re.compile(f"[{more}{_CONTROLS}{_IGNORABLE}{_LOOKS_BLANK}{_NO_CHARACTER}]")


def decode(data: bytes) -> tuple[Source, list[Fault]]:
    """Decode a source file: its text, and a fault for each refused character. Never raises for any bytes."""
    if len(data) > MAX_BYTES:
        return Source(""), [Fault(0, "AP102", f"is {len(data):,} bytes long; {MAX_BYTES:,} are allowed")]
    source, wrong = decode_utf8(data)
    if wrong:
        return source, [wrong]
    if "\r" in source.text and "\n" not in source.text:
        message = "lines that end in U+000D alone; save it with the line ends of Unix (LF) or Windows (CRLF)"
        return Source(source.text.replace("\r", "\n")), [Fault(source.text.find("\r"), "AP104", message)]
    source = Source(source.text.replace("\r\n", "\n"))
    return source, list(islice(_faults_by_line(source), MAX_FAULTS + 1))


def decode_utf8(data: bytes) -> tuple[Source, Fault | None]:
    """Decode UTF-8 without a byte order mark: the text up to the first fault, and that fault."""
    wide = wide_encoding(data)
    if wide:
        return Source(""), Fault(0, "AP103", f"is {wide}; save it as UTF-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        source = Source(data[: error.start].decode("utf-8"))
        return source, Fault(len(source.text), "AP103", "is not UTF-8 from here on; save it as UTF-8")
    if text.startswith("\ufeff"):
        return Source(text[1:]), Fault(0, "AP103", "begins with a byte order mark; save it without one")
    return Source(text), None


def is_wide(character: str) -> bool:
    """Whether a character is about as wide as high, as those of Chinese, Japanese and Korean are.

    Source: https://www.unicode.org/reports/tr11/.
    """
    return unicodedata.east_asian_width(character) in "WF"


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: two for each wide character."""
    return len(text) if text.isascii() else len(text) + sum(map(is_wide, text))


def wide_encoding(data: bytes) -> str:
    """`UTF-16` or `UTF-32` if the bytes begin with its mark, or with two ASCII characters in it; otherwise empty.

    Without a mark, UTF-16 looks like UTF-8 with a control character (U+0000) beside each letter.
    """
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    zeros = tuple(byte == 0 for byte in data[:4])
    if zeros in ((False, True, False, True), (True, False, True, False)):
        return "UTF-16"
    return "UTF-32" if zeros in ((False, True, True, True), (True, True, True, False)) else ""


def _faults_by_line(source: Source) -> Iterator[Fault]:
    start = 0
    for line in source.lines:
        for fault in faults(line):
            yield replace(fault, offset=start + fault.offset)
        start += len(line) + 1


def hidden(text: str) -> Iterator[Fault]:
    """Every character that is refused, in order.

    Line breaks (U+000A) are allowed; whether a field may hold one is for the field to say.
    """
    for found in _refused().finditer(text):
        character, offset = found[0], found.start()
        if character in _EMOJI_STYLE and offset and _may_have_style(text[offset - 1]):
            continue
        yield Fault(offset, *_code_and_message(character))


def hidden_in_name(text: str) -> Iterator[Fault]:
    """What `hidden` finds in a person's name, without the joiners that the name is spelled with.

    Either joiner belongs to a name after a virama, as in Sinhala; the one that separates (U+200C) also between two
    letters of a script that joins them, as in Persian
    (RFC 5892, appendix A: https://www.rfc-editor.org/rfc/rfc5892#appendix-A.1).
    """
    found = list(hidden(text))
    spelled = {match.end() - 1 for match in _SPELLED.finditer(text)} if found else set()
    yield from (fault for fault in found if fault.offset not in spelled)


def faults(text: str) -> Iterator[Fault]:
    """What `hidden` finds, then where the text stops being in Unicode normal form C."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return
    yield from hidden(text)
    if not unicodedata.is_normalized("NFC", text):
        composed = unicodedata.normalize("NFC", text)
        offset = next((i for i, (a, b) in enumerate(zip(text, composed, strict=False)) if a != b), len(composed))
        offset = min(offset, len(text) - 1)
        yield Fault(offset, "AP107", "is not in Unicode normal form C from here on; type the composed letter")


def printable(text: str, *, lines: bool = False) -> str:
    """The text with everything that is hidden, or would steer a terminal, as an escape such as `\\x1b`.

    Line breaks are escaped too unless `lines` says that they may stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return _refused("" if lines else "\n").sub(lambda found: _escape(found[0]), text)


def _escape(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _may_have_style(character: str) -> bool:
    """Whether a variation selector after this character may choose between a text's and a picture's look."""
    return character in "#*0123456789" or unicodedata.category(character) in ("So", "Sm", "Po", "Lm", "Lo")


def _code_and_message(character: str) -> tuple[str, str]:
    if character == "\t":
        return "AP106", "a tab; indent and separate with spaces"
    number = ord(character)
    name = f"U+{number:04X} {unicodedata.name(character, '')}".strip()
    if number < 0xA0:
        return "AP104", f"the control character {name}"
    if "\u2000" <= character <= "\u200a" or character in "\u205f\u3000\u1680":
        return "AP105", f"the space {name}; write a plain space"
    return "AP105", f"the invisible character {name}"
