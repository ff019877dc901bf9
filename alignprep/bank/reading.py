"""A question as a document to read, for programs: as Markdown and as HTML.

Both hold what an edition shows, in one order, under headings in the words of the bank. The HTML is plain: elements that
mean something, without classes, styles or scripts; formulas are MathML (https://www.w3.org/TR/mathml-core/), and a
figure is inside. No text can become markup. The Markdown is the bank's own, with a link for each cited work; formulas
stand between dollar signs, and a figure is named by its file.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from alignprep.language.words import words_of
from alignprep.model.bibliography import entry
from alignprep.text import nodes
from alignprep.text.escaping import fence
from alignprep.text.html import HtmlWriter
from alignprep.text.markdown import parse, parse_line, parse_told

if TYPE_CHECKING:
    from alignprep.model.records import Fact
    from alignprep.packet.packet import Item, Packet

__all__ = ["as_html", "as_markdown"]

_SPECIAL: Final = re.compile(r"[\\`*_{}\[\]<>#|$~]")
"""What may have a meaning in Markdown, in one reader or another."""
_MATHML: Final = "http://www.w3.org/1998/Math/MathML"
_CITED: Final = re.compile(r"^ *```.*?^ *```|`[^`]*`|\\.|\[@([^\]\[]*)\]", re.DOTALL | re.MULTILINE)
"""A citation; or code and escapes, in which there is none."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the document under a heading: a text with blocks, or lines, or pairs of lines."""

    title: str
    blocks: str = ""
    lines: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()


def _parts(packet: Packet, item: Item) -> Iterator[_Part]:
    """What the edition shows of a question beside figure, code and works."""
    say = words_of(packet.profile)
    if item.nudge is not None:
        yield _Part(say("Nudge"), item.nudge)
    if item.hint is not None:
        yield _Part(say("Hint"), item.hint)
    if item.answer is not None:
        for name, text in item.answer.lengths():
            yield _Part(say(name), text)
    if item.key_points:
        yield _Part(say("Key points"), lines=item.key_points)
    if item.rubric is not None:
        yield _Part(say("Rubric"), pairs=tuple((str(grade), text) for grade, text in item.rubric.anchors()))
    if item.follow_ups:
        yield _Part(say("Follow-ups"), pairs=tuple((one.ask, one.listen_for) for one in item.follow_ups))
    if item.red_flags:
        yield _Part(say("Red flags"), lines=item.red_flags)
    if item.facts:
        yield _Part(say("Facts to remember"), facts=item.facts)


def _heading(packet: Packet, item: Item) -> str:
    """The title or, where the edition hides it, which question it is."""
    return item.title or words_of(packet.profile)("Question {number}", number=item.number)


def as_markdown(packet: Packet, item: Item) -> str:
    """A question of a packet as a document in Markdown (CommonMark, with tables and formulas as GitHub has them)."""
    say = words_of(packet.profile)
    written = [f"# {_escaped(_heading(packet, item))}", _cited(packet, item.question)]
    for part in _parts(packet, item):
        lines = [*part.lines, *map(_told, part.facts)]
        listed = [_bullet("- ", _cited(packet, line)) for line in lines]
        for one, other in part.pairs:
            listed += [_bullet("- ", _cited(packet, one)), _bullet("  - ", _cited(packet, other))]
        written += [f"## {part.title}", _cited(packet, part.blocks).rstrip("\n") or "\n".join(listed)]
    if item.figure is not None:
        written.append(f"![{_escaped(item.figure.alt)}]({item.figure.file})")
        written += [_escaped(item.figure.caption)] if item.figure.caption else []
    for file in item.code:
        heading = say("Code: {file}", file=_escaped(file))
        written += [f"## {heading}", _fenced(packet.code[file], file)]
    if item.references:
        works = [f"- {_link(packet, key)}: {_escaped(_work(packet, key))}" for key in item.references]
        heading = say("Sources")
        written += [f"## {heading}", "\n".join(works)]
    return "\n\n".join(written) + "\n"


def as_html(packet: Packet, item: Item) -> str:
    """A question of a packet as an `article` element."""
    say, writer = words_of(packet.profile), _Html(packet)
    written = [f"<h1>{escape(_heading(packet, item))}</h1>", f"<p>{writer.inlines(parse_line(item.question))}</p>"]
    for part in _parts(packet, item):
        written.append(f"<h2>{escape(part.title)}</h2>")
        if part.blocks:
            written.append(writer.blocks(parse(part.blocks)))
        lines = [*map(parse_line, part.lines), *(parse_told(fact.text, fact.why) for fact in part.facts)]
        if lines:
            written.append(f"<ul>{''.join(f'<li>{writer.inlines(line)}</li>' for line in lines)}</ul>")
        if part.pairs:
            read = [[writer.inlines(parse_line(line)) for line in pair] for pair in part.pairs]
            written.append(f"<dl>{''.join(f'<dt>{one}</dt><dd>{other}</dd>' for one, other in read)}</dl>")
    if item.figure is not None:
        drawing = b64encode(packet.media[item.figure.file].encode()).decode()
        caption = f"<figcaption>{escape(item.figure.caption)}</figcaption>" if item.figure.caption else ""
        picture = f'<img src="data:image/svg+xml;base64,{drawing}" alt="{escape(item.figure.alt)}"/>'
        written.append(f"<figure>{picture}{caption}</figure>")
    for file in item.code:
        heading = say("Code: {file}", file=file)
        written.append(f"<h2>{escape(heading)}</h2>")
        written.append(f"<pre><code>{escape(packet.code[file])}</code></pre>")
    if item.references:
        works = (
            f'<li><a href="{escape(packet.references[key].link)}">{escape(packet.labels[key])}</a>: '
            f"{escape(_work(packet, key))}</li>"
            for key in item.references
        )
        heading = say("Sources")
        written += [f"<h2>{escape(heading)}</h2>", f"<ul>{''.join(works)}</ul>"]
    language = escape(packet.profile.language)
    return "\n".join([f'<article lang="{language}">', *written, "</article>"]) + "\n"


def _told(fact: Fact) -> str:
    """A fact without its gap, and why it is so, as Markdown."""
    return f"{fact.statement} *{fact.why}*" if fact.why else fact.statement


def _escaped(text: str) -> str:
    """Plain text in Markdown."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _cited(packet: Packet, text: str) -> str:
    """Markdown of the bank with a link for each cited work."""

    def linked(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        keys = [key.strip().removeprefix("@") for key in found[1].split(";")]
        return f"({'; '.join(_link(packet, key) for key in keys)})"

    return _CITED.sub(linked, text)


def _link(packet: Packet, key: str) -> str:
    """A work's label in Markdown, as a link to where the work is read."""
    return f"[{_escaped(packet.labels[key])}](<{packet.references[key].link}>)"


def _bullet(mark: str, text: str) -> str:
    """An entry of a list, its further lines below its first."""
    return mark + text.replace("\n", "\n" + " " * len(mark))


def _fenced(source: str, file: str) -> str:
    """Code between fences that are longer than any in it."""
    marks = fence(source, 3)
    return f"{marks}{file.rpartition('.')[2]}\n{source.rstrip()}\n{marks}"


def _work(packet: Packet, key: str) -> str:
    """A work as it stands in a bibliography."""
    return nodes.plain(entry(packet.references[key], words_of(packet.profile)))


class _Html(HtmlWriter):
    """Writes nodes as HTML, with the works of one packet."""

    def __init__(self, packet: Packet) -> None:
        self._packet = packet

    def citation(self, keys: tuple[str, ...]) -> str:
        works = ((self._packet.references[key].link, self._packet.labels[key]) for key in keys)
        links = (f'<a href="{escape(link)}">{escape(label)}</a>' for link, label in works)
        return f"({'; '.join(links)})"

    def math(self, latex: str, *, display: bool = False) -> str:
        """A formula, which readers of XML know by its namespace."""
        return super().math(latex, display=display).replace("<math", f'<math xmlns="{_MATHML}"', 1)
