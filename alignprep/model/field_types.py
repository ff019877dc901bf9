"""The types of the model's fields: constrained text, numbers and dates."""

from __future__ import annotations

import datetime
import re
from enum import Enum
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final, NoReturn, TypeVar, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from alignprep.errors import ReadOnly
from alignprep.model.spdx import is_expression
from alignprep.text import characters

__all__ = [
    "ARXIV_PATTERN", "DOI_PATTERN", "EXPORTER_PATTERN", "FILE_PATTERN", "FONT_PATTERN", "FORMS", "ID_PATTERN",
    "MAX_BLOCKS", "MAX_FONTS", "MAX_LINE", "MAX_NUMBER", "RESERVED", "STEM_PATTERN", "TEXT_SCALARS", "URL_PATTERN",
    "VERSION_PATTERN", "Alt", "Contact", "Count", "Date", "Doi", "FileName", "FileText", "Flag", "FontName",
    "FrozenDict", "Id", "Key", "Language", "LedgerKey", "Markdown", "MarkdownBlocks", "MarkdownFact",
    "MarkdownKind", "Number", "Plain", "Spdx", "SvgName", "Text", "Url", "bare", "frozen", "numbers", "read_number",
    "spoken", "unique", "whole_number", "words",
]  # fmt: skip

TEXT_SCALARS: Final = "every scalar is text"
"""The validation context of a source whose numbers are text: YAML read as a strict subset."""

MAX_LINE: Final = 3_000
"""The longest paragraph, in characters."""
MAX_BLOCKS: Final = 20_000
"""The longest text with blocks, in characters: reading Markdown may cost the square of its length."""
MAX_NUMBER: Final = 99_999
"""The largest number of a question."""
MAX_FONTS: Final = 8
"""How many fonts a bank brings at most."""
ID_PATTERN: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
FILE_PATTERN: Final = r"^[a-z0-9]+([._-][a-z0-9]+)*$"
SVG_PATTERN: Final = r"^[a-z0-9]+([._-][a-z0-9]+)*\.svg$"
FONT_PATTERN: Final = r"^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*\.ttf$"
DOI_PATTERN: Final = r'^10\.[0-9]{4,9}/[^\s"\\^`{|}]+$'
URL_PATTERN: Final = r'^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][^\s<>"\\^`{|}]*)?$'
ARXIV_PATTERN: Final = r"^[0-9]{4}\.[0-9]{4,5}$"
VERSION_PATTERN: Final = r"^[0-9A-Za-z]+([.+_-][0-9A-Za-z]+)*$"
STEM_PATTERN: Final = r"^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$"
EXPORTER_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
LANGUAGE_PATTERN: Final = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*$"
CONTACT_PATTERN: Final = (
    r'^(https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][^\s<>"\\^`{|}]*)?|mailto:[^\s<>"\\^`{|}@]+@[A-Za-z0-9.-]+)$'
)
FORMS: Final = {
    ID_PATTERN: "is not an id; ids are lower-case letters and digits with single hyphens between them",
    FILE_PATTERN: "is not a plain file name of lower-case letters and digits with . _ - between them",
    SVG_PATTERN: "is not a plain file name of lower-case letters and digits with . _ - between them, ending in .svg",
    FONT_PATTERN: "is not a plain file name of letters and digits with . _ - between them, ending in .ttf",
    DOI_PATTERN: "is not a DOI; write it as 10.1234/…, without a resolver",
    URL_PATTERN: "is not an http: or https: address with a plain host",
    ARXIV_PATTERN: "is not an arXiv identifier; write it as 2203.02155, without a version",
    VERSION_PATTERN: "is not a version; write letters and digits with single . + _ - between them, as 2026.11.0",
    STEM_PATTERN: "is not a plain name of letters and digits with single . _ - between them",
    EXPORTER_PATTERN: "is not the name of an exporter: letters, digits and . _ -",
    LANGUAGE_PATTERN: "is not a language tag; write it as en, en-US, de or zh-Hant",
    CONTACT_PATTERN: "is neither an http: or https: address nor mailto: and a mail address",
}
"""The message for a text that does not match a pattern."""

_UNSPOKEN = re.compile(r"^ *```.*?^ *```|^ *\$\$ *$.*?^ *\$\$ *$|\[@[^\]\[]*\]", re.DOTALL | re.MULTILINE)
RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
"""Names that Windows reserves for devices, whatever their suffix."""
_WORD = re.compile(r"[^\W_]")
_NUMBER = re.compile(r"(?<![A-Za-z\d])(?<![A-Za-z\d][-–_.])\d+(?:[.,]\d+)*")
_UNSPACED = re.compile(
    "[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Khmer, kana and Han, with signs that stand between them."""


class MarkdownKind(Enum):
    """How a field's Markdown is read; part of the annotation of every Markdown field."""

    LINE = "one paragraph"
    FACT = "one paragraph with a cloze"
    BLOCKS = "paragraphs and other blocks"

    @property
    def longest(self) -> int:
        """The most characters that such a text may have."""
        return MAX_BLOCKS if self is MarkdownKind.BLOCKS else MAX_LINE


def bare(annotation: Any) -> Any:
    """A type without what it is annotated with, and without None."""
    inner = get_args(annotation)
    if get_origin(annotation) is Annotated:
        return bare(inner[0])
    return next(bare(one) for one in inner if one is not NoneType) if NoneType in inner else annotation


def spoken(markdown: str) -> str:
    """The text with spaces in place of what is not spoken: citations, fenced code and display maths."""
    return _UNSPOKEN.sub(lambda found: " " * len(found[0]), markdown)


def words(markdown: str) -> int:
    """How many words a speaker says: runs between white space that hold a letter or digit.

    In scripts without spaces between words (Chinese, Japanese, Thai and their neighbors), two characters count as a
    word. Citations, fenced code and display maths are not spoken and not counted.
    """
    spaced, unspaced = _UNSPACED.subn(" ", spoken(markdown))
    return sum(1 for run in spaced.split() if _WORD.search(run)) + (unspaced + 1) // 2


def numbers(markdown: str) -> int:
    """How many numbers a speaker says that are written in digits: `12,725`, `0.5%` and `2025` are one each.

    Digits in a name (`GPT-4`, `o3`) and the second end of a range (`3-5`) are not counted, nor what is not spoken.
    """
    return sum(1 for _ in _NUMBER.finditer(spoken(markdown)))


def whole_number(value: object) -> int | None:
    """A number, or the digits that a source file has for one."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def read_number(value: object, info: ValidationInfo) -> object:
    """Read plain decimal digits as a number if the source has only text."""
    if info.context == TEXT_SCALARS and isinstance(value, str) and re.fullmatch(r"-?(0|[1-9][0-9]{0,14})", value):
        return int(value)
    return value


def _read_flag(value: object, info: ValidationInfo) -> object:
    """Read `true` and `false` if the source has only text."""
    return {"true": True, "false": False}.get(str(value), value) if info.context == TEXT_SCALARS else value


def _spdx(text: str) -> str:
    if not is_expression(text):
        raise PydanticCustomError(
            "license",
            "{text} is not a license expression of SPDX (https://spdx.org/licenses/), such as MIT or CC-BY-4.0; for "
            "other terms write a mapping with `name`, and `text` or `url`",
            {"text": repr(text[:60])},
        )
    return text


def _date(value: object) -> object:
    """Read `YYYY-MM-DD` and nothing else as a date."""
    if not isinstance(value, str):
        return value
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            day = datetime.date.fromisoformat(value)
        except ValueError:
            pass
        else:
            if 2000 <= day.year < 2100:
                return day
            raise PydanticCustomError("date", "a day of this century is expected")
    raise PydanticCustomError("date", "a day of the calendar, written YYYY-MM-DD, is expected")


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "is empty")
    return text


def _one_line(text: str) -> str:
    if "\n" in text or text != text.strip():
        raise PydanticCustomError("one_line", "must be one line without white space around it")
    return text


def _visible(text: str) -> str:
    """Refuse invisible characters; the error's context has the problem's code."""
    for fault in characters.faults(text):
        context = {"message": fault.message, "offset": fault.offset, "code": fault.code}
        raise PydanticCustomError("hidden", "{message}", context)
    return text


def _portable(name: str) -> str:
    if RESERVED.fullmatch(name.lower()):
        raise PydanticCustomError(
            "reserved", "{name} is a device name on Windows; no file can have it", {"name": repr(name)}
        )
    return name


def _no_escaped_controls(url: str) -> str:
    """Refuse escapes that decode to control characters."""
    if characters.ESCAPED_CONTROL.search(url):
        raise PydanticCustomError("url", "an address with an escaped control character")
    return url


def unique(items: tuple[Any, ...]) -> tuple[Any, ...]:
    """A validator that refuses an entry listed twice."""
    seen = set()
    for index, item in enumerate(items):
        if item in seen:
            raise PydanticCustomError("repeated", "is already listed", {"index": index})
        seen.add(item)
    return items


_visible_text = AfterValidator(_visible)
_Line = Annotated[
    str,
    StringConstraints(max_length=MAX_LINE),
    AfterValidator(_not_blank),
    _visible_text,
    WithJsonSchema({"type": "string", "pattern": r"\S", "maxLength": MAX_LINE}),
]
Markdown = Annotated[_Line, MarkdownKind.LINE]
"""Markdown of the closed set: one paragraph."""
MarkdownFact = Annotated[_Line, MarkdownKind.FACT]
"""Markdown of the closed set: one paragraph with exactly one cloze."""
MarkdownBlocks = Annotated[
    str,
    StringConstraints(max_length=MAX_BLOCKS),
    AfterValidator(_not_blank),
    _visible_text,
    WithJsonSchema({"type": "string", "pattern": r"\S", "maxLength": MAX_BLOCKS}),
    MarkdownKind.BLOCKS,
]
"""Markdown of the closed set, with blocks."""
Plain = Annotated[
    str, StringConstraints(max_length=300), AfterValidator(_not_blank), AfterValidator(_one_line), _visible_text
]
"""Plain text of one line: nothing in it is markup."""
FileText = Annotated[str, StringConstraints(max_length=100_000), _visible_text]
"""The text of a code sample or a figure."""
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=64), AfterValidator(_portable)]
"""A lower-case name of letters, digits and single hyphens, also that of a file."""
FileName = Annotated[str, StringConstraints(pattern=FILE_PATTERN, max_length=64), AfterValidator(_portable)]
"""A bare lower-case file name: no folder, nothing hidden, the same on every file system."""
Key = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=64)]
"""A key of the bibliography."""
LedgerKey = Annotated[str, StringConstraints(pattern=ID_PATTERN[:-1] + r"(/[a-z0-9]+(-[a-z0-9]+)*)?$", max_length=129)]
"""A question's id, or a question's and a fact's id with a slash between them."""
Count = Annotated[int, Strict(), Field(ge=0, le=100_000), BeforeValidator(read_number)]
"""A number of things."""
Flag = Annotated[bool, Strict(), BeforeValidator(_read_flag)]
"""Yes or no, written `true` or `false`."""
Language = Annotated[str, StringConstraints(pattern=LANGUAGE_PATTERN, max_length=35)]
"""A language tag: the parts of BCP 47 that name language, script, region and variants."""
Spdx = Annotated[str, StringConstraints(max_length=300), AfterValidator(_spdx)]
"""An SPDX license expression whose every license is on the list."""
Text = Annotated[str, StringConstraints(max_length=MAX_BLOCKS), AfterValidator(_not_blank), _visible_text]
"""Plain text of any number of lines."""
Number = Annotated[int, Strict(), Field(ge=1, le=MAX_NUMBER), BeforeValidator(read_number)]
"""A question's place in the bank."""
Date = Annotated[
    datetime.date,
    Strict(),
    BeforeValidator(_date),
    WithJsonSchema({"type": "string", "format": "date", "pattern": r"^20[0-9]{2}-[0-9]{2}-[0-9]{2}$"}),
]
"""A day of this century, written YYYY-MM-DD."""
SvgName = Annotated[str, StringConstraints(pattern=SVG_PATTERN, max_length=64), AfterValidator(_portable)]
"""The bare name of an SVG file."""
FontName = Annotated[str, StringConstraints(pattern=FONT_PATTERN, max_length=64), AfterValidator(_portable)]
"""The bare name of a TrueType font."""
Doi = Annotated[str, StringConstraints(pattern=DOI_PATTERN, max_length=300), _visible_text]
"""A DOI without resolver."""
Contact = Annotated[
    str, StringConstraints(pattern=CONTACT_PATTERN, max_length=500), AfterValidator(_no_escaped_controls), _visible_text
]
"""A web address, or `mailto:` and a mail address."""
Url = Annotated[
    str, StringConstraints(pattern=URL_PATTERN, max_length=500), AfterValidator(_no_escaped_controls), _visible_text
]
"""A web address without a user's name in it."""
Alt = Annotated[
    str, StringConstraints(max_length=600), AfterValidator(_not_blank), AfterValidator(_one_line), _visible_text
]
"""A text for readers who cannot see a picture."""


K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """A `dict` for reading: changing it raises `ReadOnly`; `dict(...)` and `|` make ordinary ones of it."""

    if not TYPE_CHECKING:  # To a checker it is a dict: none can say that a subclass has fewer methods.

        def _refuse(self, *_: object, **__: object) -> NoReturn:
            raise ReadOnly("this mapping never changes; dict(...) makes a copy that may")

        __setitem__ = __delitem__ = __ior__ = _refuse
        clear = pop = popitem = setdefault = update = _refuse

        def __hash__(self) -> int:
            return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[FrozenDict[K, V]], tuple[dict[K, V]]]:
        """Pickle and copy by way of a dict, since it cannot be filled."""
        return FrozenDict, (dict(self),)


def frozen(value: object, *, deep: bool = False) -> object:
    """The value, a dict as a `FrozenDict`; with `deep`, also the dicts and (as tuples) the lists inside it."""
    if isinstance(value, dict):
        return FrozenDict({key: frozen(entry, deep=True) for key, entry in value.items()} if deep else value)
    return tuple(frozen(entry, deep=True) for entry in value) if deep and isinstance(value, list) else value


class _Record(BaseModel, frozen=True):
    """A record of the model: it never changes, and refuses keys that it does not know."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", defer_build=True)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise ReadOnly(f"a {type(self).__name__} never changes; model_copy(update={{{name!r}: ...}}) makes another")

    def __delattr__(self, name: str) -> NoReturn:
        raise ReadOnly(f"a {type(self).__name__} never changes")
