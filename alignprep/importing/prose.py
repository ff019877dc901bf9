"""Text nodes and plain text -> Markdown of the closed set that reads the same.

Whatever is written here is parsed again. A piece that would not come back as the same nodes, such as bold text whose
stars CommonMark would not take for markup (https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run), is written
more plainly, and a note says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, assert_never

from alignprep.text import characters
from alignprep.text.escaping import fence
from alignprep.text.markdown import MarkdownError, parse, parse_line
from alignprep.text.nodes import (
    Block,
    Blocks,
    BulletList,
    Citation,
    Cloze,
    Code,
    CodeBlock,
    Emphasis,
    Inline,
    Inlines,
    Link,
    Math,
    MathBlock,
    OrderedList,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    plain,
)

__all__ = [
    "LEFT_OUT",
    "Notes",
    "allowed",
    "as_blocks",
    "as_line",
    "from_lines",
    "from_plain",
    "plain_text",
    "tidy",
    "wrapped",
]

WIDTH: Final = 100
"""Where lines are broken, in characters."""


LEFT_OUT: Final = "left out: "
"""How notes begin on what is nowhere in the bank after the import."""


@dataclass(slots=True)
class Notes:
    """What could not be kept as it was: for each kind, the first place and how many there are."""

    found: dict[str, tuple[str, int]] = field(default_factory=dict)

    def add(self, kind: str, place: str) -> None:
        """Note one case of a kind at a place, such as `line 12`."""
        first, count = self.found.get(kind, (place, 0))
        self.found[kind] = (first, count + 1)

    def lines(self, *, only_left_out: bool = False) -> list[str]:
        """A line for each kind, in the order in which they were found."""
        return [
            f"{kind} ({first}{f', and {count - 1} more' if count > 1 else ''})" if first else kind
            for kind, (first, count) in self.found.items()
            if not only_left_out or kind.startswith(LEFT_OUT)
        ]


# Characters

_ZWJ: Final = "\u200d"


def allowed(text: str, notes: Notes, place: str) -> str:
    """The text in normal form C without the characters that no bank may hold; tabs and other spaces become spaces.

    A character that is replaced or left out is noted, but for tabs, and for spaces that only look different.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4) if "\t" in text or "\r" in text else text
    text = unicodedata.normalize("NFC", text)
    for _ in range(3):  # Leaving out a character can bring two others together that normal form C composes.
        gone = [fault.offset for fault in characters.hidden(text)]
        if not gone:
            return text
        kept = list(text)
        for offset in gone:
            character = text[offset]
            is_space = character in characters.SPACES or character in "\u2028\u2029\u0085\u000b\u000c"
            kept[offset] = " " if is_space else ""
            if not is_space:
                name = f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()
                notes.add(f"characters that a bank may not hold were left out, such as {name}", place)
        text = unicodedata.normalize("NFC", "".join(kept))
    return text


def tidy(inlines: Iterable[Inline]) -> Inlines:
    """The same with neighboring texts joined, single spaces, none at either end, and nothing empty."""
    joined = _joined(_spread(inlines))
    if joined and isinstance(joined[0], Text):
        joined[0] = Text(joined[0].text.lstrip())
    if joined and isinstance(joined[-1], Text):
        joined[-1] = Text(joined[-1].text.rstrip())
    return tuple(inline for inline in joined if inline != Text(""))


def _joined(inlines: Iterable[Inline]) -> list[Inline]:
    result: list[Inline] = []
    for inline in inlines:
        last = result[-1] if result else None
        if isinstance(inline, Text) and isinstance(last, Text):
            result[-1] = Text(_collapsed(last.text + inline.text))
        elif isinstance(inline, Text):
            # A space after one that ends in a space, such as before and after bold text, would be doubled.
            result.append(Text(_collapsed(inline.text)))
        elif isinstance(inline, Strong | Emphasis) and type(inline) is type(last):
            assert isinstance(last, Strong | Emphasis)
            result[-1] = type(inline)(tidy((*last.children, *inline.children)))
        else:
            result.append(inline)
    return [inline for inline in result if inline != Text("")]


def _spread(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """The inlines with spaces at the ends of marked text moved out of it, and markup inside the same markup removed."""
    for inline in inlines:
        match inline:
            case Strong(children) | Emphasis(children) | Link(_, children):
                text = "".join(one.text if isinstance(one, Text) else "x" for one in children)
                inner = tidy(_without(type(inline), children))
                if text[:1].isspace():
                    yield Text(" ")
                if inner:
                    yield Link(inline.url, inner) if isinstance(inline, Link) else type(inline)(inner)
                if text[-1:].isspace() and text.strip():
                    yield Text(" ")
            case Code(text):
                text = " ".join(text.split("\n"))
                yield Code(text) if text.strip() else Text(" " if text else "")
            case _:
                yield inline


def _without(kind: type[Any], inlines: Iterable[Inline]) -> Iterator[Inline]:
    """The inlines, those of a kind replaced by what is in them."""
    for inline in inlines:
        match inline:
            case Strong(children) | Emphasis(children) | Link(_, children):
                inside = tuple(_without(kind, children))
                if isinstance(inline, kind):
                    yield from inside
                elif isinstance(inline, Link):
                    yield Link(inline.url, inside)
                else:
                    yield type(inline)(inside)
            case _:
                yield inline


def _collapsed(text: str) -> str:
    return re.sub(r"[ \n]+", " ", text)


# Plain text

_BULLET: Final = re.compile(r"\s*([-*•·‣◦▪●○・–])\s*(?=\S)")
_NUMBERED: Final = re.compile(r"\s*(\d{1,3})[.)．、]\s*(?=\S)")
_SPACED: Final = frozenset("-*–")
"""Marks that begin an item only if a space follows, since words and numbers begin with them too."""


def from_plain(text: str, notes: Notes, place: str) -> Blocks:
    """Plain text as blocks: each line is a paragraph, and two or more lines with bullets or numbers are a list."""
    lines = allowed(text, notes, place).split("\n")
    return from_lines([(Text(line),) if line.strip() else () for line in lines])


def from_lines(lines: Sequence[Inlines]) -> Blocks:
    """Lines as blocks: each a paragraph, and two or more with bullets, or with numbers that count on, a list."""
    blocks: list[Block] = []
    index = 0
    while index < len(lines):
        marked = [_marked(line) for line in lines[index:]]
        first = marked[0]
        count = 0
        if first:
            mark, start, _ = first
            while count < len(marked):
                one = marked[count]
                if one is None or one[0] != mark or one[1] != (start + count if start else 0):
                    break
                count += 1
        if first and count > 1:
            items = tuple((Paragraph(tidy(one[2])),) for one in marked[:count] if one)
            blocks.append(OrderedList(items, True, first[1]) if first[1] else BulletList(items, True))
            index += count
        else:
            line = tidy(lines[index])
            if line:
                blocks.append(Paragraph(line))
            index += 1
    return tuple(blocks)


def _marked(line: Inlines) -> tuple[str, int, Inlines] | None:
    """The mark at the beginning of a line, its number (0 for a bullet) and what follows; None if there is no mark."""
    if not line or not isinstance(line[0], Text):
        return None
    text = line[0].text
    bullet, number = _BULLET.match(text), _NUMBERED.match(text)
    if bullet and (bullet[1] not in _SPACED or text[bullet.end(1) :][:1] == " "):
        return bullet[1], 0, (Text(text[bullet.end() :]), *line[1:])
    if number and int(number[1]) and (text[number.end() - 1] in " ．、" or not text[number.end()].isdigit()):
        return "1", int(number[1]), (Text(text[number.end() :]), *line[1:])
    return None


def plain_text(blocks: Iterable[Block]) -> str:
    """All the text of some blocks, in reading order, for comparing and for titles."""
    return " ".join(_texts(blocks))


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(children):
                yield plain(children)
            case BulletList(items) | OrderedList(items):
                for item in items:
                    yield from _texts(item)
            case Quote(children):
                yield from _texts(children)
            case Table(_, header, rows):
                yield from (plain(cell) for row in (header, *rows) for cell in row)
            case CodeBlock(text, _) | MathBlock(text):
                yield text
            case _:
                assert_never(block)


# Nodes -> Markdown


def as_line(inlines: Inlines, notes: Notes, place: str) -> str:
    """One paragraph of Markdown, on one line."""
    return unicodedata.normalize("NFC", _inlines(_writable(inlines, notes, place)))


def _writable(inlines: Inlines, notes: Notes, place: str) -> Inlines:
    """A tidy line of allowed characters that is read back as it is; what had to go is noted."""
    for attempt, lost in _attempts(tidy(_checked(inlines, notes, place))):
        if not attempt or _reads_as(parse_line, unicodedata.normalize("NFC", _inlines(attempt)), attempt):
            if lost:
                notes.add(lost, place)
            return attempt
    return ()


def as_blocks(blocks: Blocks, notes: Notes, place: str) -> str:
    """Markdown with blocks, its paragraphs broken into lines; it ends with a line break."""
    parts: list[tuple[Block, str]] = []
    for block in blocks:
        parts += _safe(block, notes, place)
    return _joined_blocks(parts) + "\n" if parts else ""


def _safe(block: Block, notes: Notes, place: str) -> Iterator[tuple[Block, str]]:
    """A block and its Markdown; where that would read differently, its paragraphs instead."""
    block = _clean(block, notes, place)
    text = unicodedata.normalize("NFC", _block(block))
    if text and _reads_as(parse, text, (_loose(block),), lambda found: tuple(map(_loose, found))):
        yield block, text
        return
    if isinstance(block, Paragraph):
        if block.children:
            yield block, unicodedata.normalize("NFC", _inlines(block.children))
        return
    notes.add("a list, table or quotation that cannot be written was turned into paragraphs", place)
    for said in _texts([block]):
        yield from _safe(Paragraph((Text(said),)), notes, place)


def _reads_as(
    read: Callable[[str], Any], text: str, wanted: object, form: Callable[[Any], object] = lambda found: found
) -> bool:
    try:
        return form(read(text)) == wanted
    except MarkdownError:
        return False


def _attempts(inlines: Inlines) -> Iterator[tuple[Inlines, str]]:
    """The inlines, and then more plainly, with a note for what is lost."""
    yield inlines, ""
    calm = tidy(_without(Emphasis, inlines))
    if calm != inlines:
        yield calm, "italics that Markdown cannot mark here were left out"
    bare = tidy(_without(Strong, calm))
    if bare != calm:
        yield bare, "bold and italics that Markdown cannot mark here were left out"
    said = tidy([Text(_shown(inlines))])
    if said != bare:
        yield said, "code, formulas or links that cannot be written were turned into plain text"
    letters = "".join(letter for letter in _shown(inlines) if not unicodedata.combining(letter))
    yield tidy([Text(letters)]), "accents that stand alone were left out"


def _shown(inlines: Inlines) -> str:
    """The text with the addresses of its links."""
    parts = []
    for inline in inlines:
        match inline:
            case Link(url, children):
                said = _shown(children)
                parts.append(said if said == url else f"{said} ({url})")
            case Strong(children) | Emphasis(children) | Cloze(children):
                parts.append(_shown(children))
            case Text(text) | Code(text) | Math(text):
                parts.append(text)
            case Citation(keys):
                parts.append("[" + "; ".join(keys) + "]")
            case _:
                assert_never(inline)
    return "".join(parts)


def _checked(inlines: Iterable[Inline], notes: Notes, place: str) -> Iterator[Inline]:
    """The inlines with allowed characters only."""
    for inline in inlines:
        match inline:
            case Text(text):
                yield Text(allowed(text, notes, place))
            case Code(text):
                yield Code(allowed(text, notes, place))
            case Strong(children) | Emphasis(children):
                yield type(inline)(tuple(_checked(children, notes, place)))
            case Link(url, children):
                yield Link(url, tuple(_checked(children, notes, place)))
            case _:
                yield inline


def _clean(block: Block, notes: Notes, place: str) -> Block:
    """The block with allowed characters and with lines that can be written."""

    def line(inlines: Inlines) -> Inlines:
        return _writable(inlines, notes, place)

    def each(blocks: Blocks) -> Blocks:
        return tuple(_clean(one, notes, place) for one in blocks)

    match block:
        case Paragraph(children):
            return Paragraph(line(children))
        case BulletList(items, tight):
            return BulletList(tuple(map(each, items)), tight)
        case OrderedList(items, tight, start):
            return OrderedList(tuple(map(each, items)), tight, start)
        case Quote(children):
            return Quote(each(children))
        case CodeBlock(text, language):
            return CodeBlock(allowed(text, notes, place), language)
        case Table(aligns, header, rows):
            return Table(aligns, tuple(map(line, header)), tuple(tuple(map(line, row)) for row in rows))
        case MathBlock():
            return block
        case _:
            assert_never(block)


def _loose(block: Block) -> Block:
    """The block with all its lists alike: whether there is space between their items does not count."""
    match block:
        case BulletList(items):
            return BulletList(tuple(tuple(map(_loose, item)) for item in items), True)
        case OrderedList(items, _, start):
            return OrderedList(tuple(tuple(map(_loose, item)) for item in items), True, start)
        case Quote(children):
            return Quote(tuple(map(_loose, children)))
        case _:
            return block


def _joined_blocks(parts: Iterable[tuple[Block, str]], between: str = "\n\n") -> str:
    """Blocks below each other; of two lists in a row the second gets other marks, or they would be one."""
    result = ""
    before: Block | None = None
    other = False
    for block, text in parts:
        follows = isinstance(block, BulletList | OrderedList) and type(block) is type(before)
        other = follows and not other
        result += (between if result else "") + (_block(block, other) if other else text)
        before = block
    return result


def _block(block: Block, other: bool = False) -> str:
    match block:
        case Paragraph(children):
            return wrapped(_inlines(children))
        case BulletList(items, tight):
            return _list(items, tight, lambda _: "* " if other else "- ")
        case OrderedList(items, tight, start):
            return _list(items, tight, lambda index: f"{start + index}{')' if other else '.'} ")
        case Quote(children):
            inside = _joined_blocks((one, _block(one)) for one in children)
            return "\n".join(f"> {line}".rstrip() for line in inside.split("\n"))
        case CodeBlock(text, language):
            ticks = fence(text, 3)
            return f"{ticks}{language}\n{text}\n{ticks}" if text else f"{ticks}{language}\n{ticks}"
        case Table(aligns, header, rows):
            marks = {"left": "---", "center": ":-:", "right": "--:"}
            lines = [_row(header), "| " + " | ".join(marks[align] for align in aligns) + " |", *map(_row, rows)]
            return "\n".join(lines)
        case MathBlock(latex):
            return f"$$\n{latex}\n$$"
        case _:
            assert_never(block)


def _list(items: Sequence[Blocks], tight: bool, mark: Callable[[int], str]) -> str:
    tight = tight and all(_fits_tight(item) for item in items)
    made = []
    for index, item in enumerate(items):
        begin = mark(index)
        text = _joined_blocks(((one, _block(one)) for one in item), "\n" if tight else "\n\n")
        first, *others = text.split("\n")
        made.append("\n".join([begin + first, *(" " * len(begin) + line if line else "" for line in others)]))
    return ("\n" if tight else "\n\n").join(made)


def _fits_tight(item: Blocks) -> bool:
    """Whether an item can do without empty lines: one paragraph, and perhaps lists or code below it."""
    first, *others = item or (None,)
    return all(
        isinstance(one, BulletList | CodeBlock) or (isinstance(one, OrderedList) and one.start == 1) for one in others
    ) and not isinstance(first, Table | Quote | MathBlock)


def _row(cells: Iterable[Inlines]) -> str:
    return "| " + " | ".join(_inlines(cell).replace("|", "\\|") for cell in cells) + " |"


_UNBREAKABLE: Final = re.compile(r"[-+*>#|=~`:$\\@]|[0-9]{1,9}[.)]")
"""Words that could begin a block of Markdown if they began a line, and the second key of a citation."""


def wrapped(text: str, width: int = WIDTH) -> str:
    """A paragraph in lines of at most `width` characters where that is possible without changing how it is read."""
    lines: list[str] = []
    line = ""
    for word in re.split(r"(?<=[^ ]) (?=[^ ])", text):
        if not line:
            line = word
        elif len(line) + 1 + len(word) > width and not _UNBREAKABLE.match(word) and not line.endswith("\\"):
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}"
    return "\n".join([*lines, line])


_OPENING: Final = re.compile(r"(#{1,6})(?= |$)|([-+*])(?= |$)|(\d{1,9})(?=[.)]( |$))|(>)|(\|)|(~~~)|(---)|(\+)")
"""What would begin a block at the beginning of a paragraph."""
_ESCAPED: Final = re.compile(
    r"""\\(?=[!-/:-@\[-`{-~\s]|$)      # a backslash before what it would escape
    | `
    | (?<![ ])\*|\*(?![ ])              # a star, but for one between spaces
    | (?<![^\W_])_|_(?![^\W_])          # an underscore, but for one inside a word
    | \[(?=[@^!]|[ xX]\](?:\s|$))|\](?=[\[(:])  # a citation, a footnote, a box to tick, a link
    | ~(?=~)                            # text that is struck through
    | <(?=[A-Za-z/!?])                  # a tag
    | &(?=\#[0-9xX]|[A-Za-z][A-Za-z0-9]*;)
    | \$
    | !$                                # a link behind it would be an image""",
    re.VERBOSE,
)
_IN_LINK: Final = re.compile(r"[\[\]]")


def _inlines(inlines: Inlines, start: bool = True) -> str:
    parts = []
    for index, inline in enumerate(inlines):
        match inline:
            case Text(text):
                last = index == len(inlines) - 1
                parts.append(_text(text, start=start and not index, end=last))
            case Strong(children):
                parts.append(f"**{_inlines(children, False)}**")
            case Emphasis(children):
                # Two kinds of marks tell `**_both_**` from `***both***`.
                mark = "_" if len(children) == 1 and isinstance(children[0], Strong) else "*"
                parts.append(f"{mark}{_inlines(children, False)}{mark}")
            case Code(text):
                parts.append(_code(text))
            case Link(url, children):
                parts.append(_link(url, children))
            case Math(latex):
                parts.append(f"${latex}$")
            case Citation(keys):
                parts.append("[" + "; ".join(f"@{key}" for key in keys) + "]")
            case Cloze():
                raise AssertionError("no foreign text has a cloze")
            case _:
                assert_never(inline)
    return "".join(parts)


def _text(text: str, *, start: bool, end: bool) -> str:
    escaped = _ESCAPED.sub(lambda found: "\\" + found[0], text)
    if end:
        escaped = escaped.removesuffix("\\!") + ("!" if escaped.endswith("\\!") else "")
    found = _OPENING.match(text) if start else None
    if found and not escaped.startswith("\\"):
        number = found[3] or ""
        escaped = f"{number}\\{escaped[len(number) :]}"
    return escaped


def _code(text: str) -> str:
    marks = fence(text, 1)
    spaced = text[0] == "`" or text[-1] == "`" or (text[0] == text[-1] == " ")
    return f"{marks} {text} {marks}" if spaced else f"{marks}{text}{marks}"


def _link(url: str, children: Inlines) -> str:
    if children == (Text(url),):
        return f"<{url}>"
    inside = _IN_LINK.sub(lambda found: "\\" + found[0], _inlines(children, False).replace("\\]", "]"))
    address = f"<{url}>" if re.search(r"[()\s]", url) else url
    return f"[{inside}]({address})"
