"""Lists of questions in Markdown, in the forms that interview repositories have.

- `### 1. What is X?`, with the answer below it and sections above it;
- `<details><summary>What is X?</summary>` with the answer inside, or with `Answer` as the summary below a question;
- numbered lists whose items begin with a heading or with a bold question, and bold questions as paragraphs;
- `Q: … A: …`;
- bullet lists of questions without answers.

The form that most of a file's questions have decides how the rest is read: in a list of `<details>`, headings are
sections, and below a question that is a heading, a list is part of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from alignprep.importing.draft import Draft, Reading, answer_of, question_of, refusal
from alignprep.importing.html_text import Element, blocks_of, markdown_tree, text_of
from alignprep.importing.prose import LEFT_OUT, Notes, as_line, plain_text
from alignprep.text.nodes import Blocks, BulletList, Paragraph, Text

__all__ = ["read"]

_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_LOOKED_THROUGH: Final = frozenset({"html", "body", "div", "section", "article", "main", "center", "header", "span"})
_NUMBER: Final = re.compile(
    r"\s*(?:(?:Q|Question|Frage|質問|設問|問題?)\s*\.?\s*\d*|\d{1,4}|[QF]?\d{1,4})\s*[.:)．、：。]\s*(?=\S)",
    re.IGNORECASE,
)
"""What numbers a question: `1.`, `12)`, `Q.`, `Q3:`, `Frage 4:`, `問1.`"""
_NUMBERED: Final = re.compile(r"\W*(?:Q|Question|Frage|質問|問題?)?\s*\d{1,4}\s*[.:)．、]?\W*", re.IGNORECASE)
"""A number that stands alone."""
_ENDS: Final = re.compile(r"(?:[?？]|(?:か|下さい|ください|述べよ|せよ|とは|ですか)[。．.]?)\W*$")
_BEGINS: Final = re.compile(
    r"(?:what|what's|why|how|when|where|which|who|whose|is|are|can|could|do|does|did|should|would|will|explain|describe|"
    r"define|compare|contrast|discuss|name|list|tell|give|write|implement|design|differen\w+ between|true or false|"
    r"was|wie|warum|wieso|weshalb|wozu|wann|wo|wer|welche\w*|worin|wodurch|erkläre\w*|erläutere\w*|beschreibe\w*|"
    r"nenne\w*|vergleiche\w*|definiere\w*)\b",
    re.IGNORECASE,
)
_ANSWER: Final = re.compile(
    r"\W*(?:(?:show|view|see|reveal|toggle|click\b.*|open|zeige?|anzeigen)\s+)?(?:the\s+|die\s+)?"
    r"(?:answers?|solutions?|antwort(?:en)?|lösung|reply|回答|答え|解答|解答例|模範解答)(?:\s+anzeigen)?\W*",
    re.IGNORECASE,
)
"""What heads an answer and says no more than that."""
_HINT: Final = re.compile(r"\W*(?:(?:show|view)\s+)?(?:the\s+)?(?:hints?|tipps?|hinweise?|ヒント)\W*", re.IGNORECASE)
_ANSWERS: Final = re.compile(r"\s*(?:A|Ans|Answer|Antwort|回答|答え)\s*\d*\s*[.:：]\s*", re.IGNORECASE)
_ASKS: Final = re.compile(r"\s*(?:Q|Question|Frage|質問|問)\s*\d*\s*[.:：)]\s*(?=\S)", re.IGNORECASE)
_APART: Final = re.compile(
    r"\W*(?:table of contents?|contents?|toc|index|license|licence|contribut\w*|credits|authors?|acknowledge?ments?|"
    r"inhalt|inhaltsverzeichnis|lizenz|mitwirken|目次|ライセンス)\W*",
    re.IGNORECASE,
)
"""Headings of what is beside the questions in a file."""
_TO_TOP: Final = re.compile(
    r"[\W_]*(?:back to (?:the )?(?:top|contents?|toc)|top|nach oben|トップへ?(?:戻る)?)[\W_]*", re.IGNORECASE
)
_FRONT_MATTER: Final = re.compile(r"---\n.*?\n---\n", re.DOTALL)


@dataclass(slots=True)
class _Found:
    """A question while it is read."""

    kind: str
    line: int
    section: str
    asked: list[Element | str]
    body: list[Element | str] = field(default_factory=list)
    """What follows, until it is clear whether it belongs to the question or is the answer."""
    answer: list[Element | str] | None = None
    hint: list[Element | str] = field(default_factory=list)


def read(text: str, name: str) -> Reading:
    """The questions in a Markdown file; `name` stands for it in an error.

    Raises `ContentError` if there is no question in it. Text that belongs to no question is noted with its lines.
    """
    notes = Notes()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(text)
    first = text.count("\n", 0, front.end()) + 1 if front else 1
    if front:
        notes.add(f"{LEFT_OUT}the metadata at the beginning", "line 1")
    tree = markdown_tree(text[front.end() :] if front else text, notes, first)
    reader = _Reader(list(_flow(tree.children)), notes)
    drafts = tuple(reader.drafts())
    if not drafts:
        message = (
            "no question was found; questions are headings or bold lines such as '### What is X?', <summary> of "
            "<details>, or entries of a list"
        )
        raise refusal(name, message)
    return Reading(drafts, notes)


def _flow(parts: Iterable[Element | str]) -> Iterator[Element]:
    """The blocks of a document in order, without those that only hold others; text between them is in a `p`."""
    run = Element("p", {}, 1)
    for part in parts:
        if (
            isinstance(part, Element)
            and part.tag in _LOOKED_THROUGH
            and part.has(*_HEADINGS, "details", "p", "ul", "ol")
        ):
            yield from _run(run)
            run = Element("p", {}, part.line)
            yield from _flow(part.children)
        elif isinstance(part, str) or part.tag in (
            "br",
            "b",
            "strong",
            "i",
            "em",
            "code",
            "a",
            "img",
            "span",
            "sup",
            "sub",
        ):
            if not run.children and isinstance(part, Element):
                run.line = part.line
            run.children.append(part)
        else:
            yield from _run(run)
            run = Element("p", {}, part.line)
            yield part
    yield from _run(run)


def _run(run: Element) -> Iterator[Element]:
    if any(part.strip() if isinstance(part, str) else part.tag != "br" for part in run.children):
        yield run


class _Reader:
    """Goes through the blocks of a document once, after it has found out which form its questions have."""

    def __init__(self, blocks: list[Element], notes: Notes) -> None:
        self._blocks, self._notes = blocks, notes
        self._section = ""
        self._open: _Found | None = None
        self._done: list[_Found] = []
        self._unplaced: list[int] = []
        self._level, self._kind = self._form()

    def _form(self) -> tuple[int, str]:
        """The level of the headings that are questions (0 if none are), and the form of most questions."""
        headings = [(int(block.tag[1]), text_of(block)) for block in self._blocks if block.tag in _HEADINGS]
        level, most = 0, 0
        for one in range(1, 7):
            said = [text for depth, text in headings if depth == one and not _APART.fullmatch(text)]
            asked = sum(map(_is_question, said))
            if asked > most and asked * 2 >= len(said):
                level, most = one, asked
        items = [item for block in self._blocks if block.tag in ("ol", "ul") for item in _items(block)]
        counts = {
            "heading": most,
            "details": sum(_is_asking(block) for block in self._blocks),
            "item": sum(_heading_of(item) is not None for item in items),
            "bold": sum(_bold_question(block) is not None for block in (*self._blocks, *items)),
        }
        kind = max(counts, key=lambda one: counts[one])
        if counts[kind] * 2 < sum(_is_question(_first_line(item)) for item in items) or not counts[kind]:
            return 0, "bullet"
        return (level, kind) if kind == "heading" else (0, kind)

    def drafts(self) -> Iterator[Draft]:
        for index, block in enumerate(self._blocks):
            self._take(block, index)
        self._close()
        if self._unplaced:
            kind = f"{LEFT_OUT}text that belongs to no question, on lines {_ranges(self._unplaced)}"
            self._notes.add(kind, "")
        for found in self._done:
            yield from self._draft(found)

    def _take(self, block: Element, index: int) -> None:
        if block.tag in _HEADINGS:
            self._heading(block, index)
        elif block.tag == "details":
            self._details(block)
        elif (block.tag in ("ol", "ul") and self._question_list(block)) or self._is_bold(block):
            return
        elif self._open and not (self._open.kind == "bullet" and block.tag != "pre"):
            self._add(block)
        elif block.tag not in ("hr",) and text_of(block).strip():
            self._unplaced.append(block.line)

    def _heading(self, block: Element, index: int) -> None:
        level, text = int(block.tag[1]), text_of(block).strip()
        if self._is_asked(level, text, index):
            self._begin("heading", block.line, block.children)
        elif self._open and (_ANSWER.fullmatch(text) or (self._open.kind == "heading" and level > self._level > 0)):
            self._add(block)
        else:
            self._close()
            self._section = "" if self._is_title(level) or _APART.fullmatch(text) else " ".join(text.split())

    def _is_asked(self, level: int, text: str, index: int) -> bool:
        """Whether a heading is a question: one of the level that questions have, or above it with nothing below."""
        if not self._level or _APART.fullmatch(text) or not text or level > self._level:
            return False
        if level == self._level:
            return not _ANSWER.fullmatch(text)
        below = next((int(block.tag[1]) for block in self._blocks[index + 1 :] if block.tag in _HEADINGS), 0)
        return below <= level and bool(_ENDS.search(text))

    def _is_title(self, level: int) -> bool:
        """Whether a heading is the document's: the only one of its level, with others below it."""
        levels = [int(block.tag[1]) for block in self._blocks if block.tag in _HEADINGS]
        return level == 1 and levels.count(1) == 1 and len(levels) > 1

    def _details(self, block: Element) -> None:
        summary = next((child for child in block.elements() if child.tag == "summary"), None)
        text = text_of(summary).strip() if summary else ""
        inside = [child for child in block.children if child is not summary]
        if self._open and (not summary or _ANSWER.fullmatch(text)):
            self._open.answer = [*(self._open.answer or ()), *inside]
        elif self._open and _HINT.fullmatch(text):
            self._open.hint += inside
        elif self._kind == "details" and summary and _is_question(text):
            self._begin("details", block.line, summary.children)
            assert self._open
            self._open.answer = inside
            self._close()
        elif self._open:
            self._add(block)
        elif self._kind == "details" and summary and not block.has("a"):
            self._begin("details", block.line, summary.children)
            assert self._open
            self._open.answer = inside
            self._close()
        else:
            self._unplaced.append(block.line)

    def _question_list(self, block: Element) -> bool:
        """Take a list whose entries are questions; False if it is no such list."""
        items = _items(block)
        if items and all(map(_is_to_anchor, items)):
            self._unplaced.append(block.line)  # A table of contents.
            return True
        if self._kind == "item" and any(_heading_of(item) is not None for item in items):
            for item in items:
                heading = _heading_of(item)
                if heading is None and self._open:
                    self._add(item)
                elif heading is not None:
                    self._begin("item", item.line, heading.children)
                    for child in item.children:
                        if child is not heading:
                            self._add(child)
            return True
        if self._kind == "bold" and sum(_bold_question(item) is not None for item in items) * 2 > len(items):
            for item in items:
                if not self._bold(item):
                    self._begin("bold", item.line, [item])
            return True
        if self._kind == "bullet" and sum(_is_question(_first_line(item)) for item in items) * 2 >= len(items):
            for item in items:
                self._begin("bullet", item.line, [])
                assert self._open
                asked, below = _split_item(item)
                self._open.asked, self._open.body = asked, below
            return True
        return False

    def _is_bold(self, block: Element) -> bool:
        return self._kind in ("bold", "bullet") and block.tag == "p" and self._bold(block)

    def _bold(self, block: Element) -> bool:
        """Take a paragraph or an entry that begins with a question in bold, or with `Q:`."""
        found = _bold_question(block)
        if found is None:
            return False
        asked, rest, below = found
        self._begin("bold", block.line, asked)
        if any(isinstance(child, Element) or child.strip(" \n:.–-") for child in rest):
            paragraph = Element("p", {}, block.line)
            paragraph.children = rest
            self._add(paragraph)
        for child in below:
            self._add(child)
        return True

    def _begin(self, kind: str, line: int, asked: list[Element | str]) -> None:
        self._close()
        self._open = _Found(kind, line, self._section, list(asked))

    def _add(self, part: Element | str) -> None:
        """Add a part to the open question, below it or to its answer."""
        assert self._open
        text = text_of(part).strip()
        if isinstance(part, Element) and (part.tag in (*_HEADINGS, "p")) and _ANSWER.fullmatch(text):
            self._open.answer = self._open.answer or []
        elif text and _TO_TOP.fullmatch(text) and (isinstance(part, str) or part.has("a")):
            self._notes.add("links back to the top were left out", f"line {self._open.line}")
        elif self._open.answer is not None:
            self._open.answer.append(part)
        else:
            self._open.body.append(part)

    def _close(self) -> None:
        if self._open:
            self._done.append(self._open)
        self._open = None

    def _draft(self, found: _Found) -> Iterator[Draft]:
        place, notes = f"line {found.line}", self._notes
        body = found.body
        asked = list(found.asked)
        heading = Element("p", {}, found.line)
        heading.children = _without_number(asked)
        if found.answer is not None:
            asked_blocks = blocks_of([heading, *body], notes)
            answer = blocks_of(_without_label(found.answer), notes)
        else:
            asked_blocks = blocks_of([heading], notes)
            answer = blocks_of(_without_label(body), notes)
        if not asked_blocks:
            self._notes.add(f"{LEFT_OUT}an empty question", place)
            return
        fields, reasons = question_of(asked_blocks, notes, place)
        follow_ups = _follow_ups(answer) if found.kind == "bullet" else ()
        if follow_ups:
            fields["x-follow-ups"] = [as_line((Text(one),), notes, place) for one in follow_ups]
            notes.add("questions below a question were kept as x-follow-ups", place)
            answer = ()
        if found.hint:
            hint = plain_text(blocks_of(found.hint, notes))
            fields["hint"] = as_line((Text(hint),), notes, place)
        said: dict[str, Any] = {"answer": answer_of(answer, notes, place)} if answer else {}
        yield Draft({**fields, **said}, place, found.section, reasons=reasons)


def _is_question(text: str) -> bool:
    text = text.strip()
    return bool(text) and bool(_ENDS.search(text) or _NUMBER.match(text) or _BEGINS.match(text))


def _is_asking(block: Element) -> bool:
    """Whether it is a `<details>` whose summary is a question."""
    summary = (
        next((child for child in block.elements() if child.tag == "summary"), None) if block.tag == "details" else None
    )
    text = text_of(summary) if summary else ""
    return bool(summary) and _is_question(text) and not _ANSWER.fullmatch(text.strip())


def _items(block: Element) -> list[Element]:
    return [item for item in block.elements() if item.tag == "li"]


def _heading_of(item: Element) -> Element | None:
    """The heading that an entry begins with."""
    first = _first_part(item)
    return first if isinstance(first, Element) and first.tag in _HEADINGS else None


_Parts = list[Element | str]


def _bold_question(block: Element) -> tuple[_Parts, _Parts, _Parts] | None:
    """The question that a paragraph or an entry begins with, the rest of the paragraph, and what stands below it.

    It is in bold, or numbered in bold (`**1)** Count …`, then it ends with the line), or begins with `Q:`.
    """
    if block.tag not in ("p", "li"):
        return None
    holder, below = block, []
    first = _first_part(block)
    if block.tag == "li" and isinstance(first, Element) and first.tag == "p":
        holder, below = first, [child for child in block.children if child is not first]
    lead = _first_part(holder)
    if isinstance(lead, Element) and lead.tag in ("b", "strong"):
        rest = [child for child in holder.children if child is not lead]
        text, more = text_of(lead), "".join(map(text_of, rest)).strip()
        if _ENDS.search(text) or (_is_question(text) and not more):
            return list(lead.children), rest, below
        if _NUMBERED.fullmatch(text) or (_NUMBER.match(text) and more):
            asked, rest = _first_line_of(holder.children)
            return asked, rest, below
    if block.tag == "p" and _ASKS.match(text_of(block)):
        asked, rest = _before_answer(block)
        return asked, rest, []
    return None


def _first_part(block: Element) -> Element | str | None:
    return next((child for child in block.children if not isinstance(child, str) or child.strip()), None)


def _first_line_of(parts: _Parts) -> tuple[_Parts, _Parts]:
    """The parts up to the first line break, and those behind it."""
    for index, part in enumerate(parts):
        if isinstance(part, Element) and part.tag == "br":
            return parts[:index], parts[index + 1 :]
        if isinstance(part, str) and "\n" in part.strip("\n"):
            before, _, after = part.partition("\n")
            return [*parts[:index], before], [after, *parts[index + 1 :]]
    return parts, []


def _is_to_anchor(item: Element) -> bool:
    """Whether an entry is nothing but a link to a place in the same document."""
    links = [link for link in _links(item) if link.attributes.get("href", "").startswith("#")]
    return len(links) == 1 and text_of(item).strip() == text_of(links[0]).strip()


def _links(part: Element) -> Iterator[Element]:
    for child in part.elements():
        if child.tag == "a":
            yield child
        yield from _links(child)


def _first_line(item: Element) -> str:
    return text_of(_paragraph(_split_item(item)[0]))


def _paragraph(parts: list[Element | str]) -> Element:
    made = Element("p", {}, 1)
    made.children = parts
    return made


def _split_item(item: Element) -> tuple[list[Element | str], list[Element | str]]:
    """The first line of an entry, and what stands below it."""
    for index, child in enumerate(item.children):
        if isinstance(child, Element) and child.tag == "p":
            return [*item.children[:index], *child.children], item.children[index + 1 :]
        if isinstance(child, Element) and child.tag in ("ul", "ol", "pre", "blockquote", "table"):
            return item.children[:index], item.children[index:]
    return item.children, []


def _before_answer(block: Element) -> tuple[list[Element | str], list[Element | str]]:
    """A paragraph such as `Q: … A: …`, split where a line begins with `A:`."""
    for index, child in enumerate(block.children):
        begins = text_of(child)
        if isinstance(child, Element) and _ANSWERS.match(begins) and index:
            return block.children[:index], block.children[index:]
        if isinstance(child, str):
            found = re.search(r"\n" + _ANSWERS.pattern, child, re.IGNORECASE)
            if found:
                before, after = child[: found.start()], child[found.end() :]
                return [*block.children[:index], before], [after, *block.children[index + 1 :]]
    return block.children, []


def _without_number(parts: list[Element | str]) -> list[Element | str]:
    """The parts of a question without the number, or the `Q:`, at their beginning."""
    for index, part in enumerate(parts):
        if isinstance(part, str) and not part.strip():
            continue
        if isinstance(part, str):
            found = _NUMBER.match(part) or _ASKS.match(part)
            # `Q: ` may end where code begins.
            rest = part[found.end() :] if found else re.sub(r"^\s*Q\d*[.:]\s*$", "", part)
            return [*parts[:index], rest, *parts[index + 1 :]]
        if _NUMBERED.fullmatch(text_of(part)) and index + 1 < len(parts):
            return [*parts[:index], *parts[index + 1 :]]
        if part.tag in ("b", "strong", "p", "span", "em", "i"):
            inner = Element(part.tag, part.attributes, part.line)
            inner.children = _without_number(part.children)
            return [*parts[:index], inner, *parts[index + 1 :]]
        return parts
    return parts


def _without_label(parts: list[Element | str]) -> list[Element | str]:
    """The parts of an answer without `A:` at their beginning."""
    for index, part in enumerate(parts):
        if isinstance(part, str) and not part.strip():
            continue
        if isinstance(part, str):
            return [
                *parts[:index],
                _ANSWERS.sub("", part, count=1) if _ANSWERS.match(part) else part,
                *parts[index + 1 :],
            ]
        if part.tag in ("p", "b", "strong") and _ANSWERS.match(text_of(part)):
            inner = Element(part.tag, part.attributes, part.line)
            inner.children = _without_label(part.children)
            return [*parts[:index], inner, *parts[index + 1 :]]
        return parts
    return parts


def _follow_ups(answer: Blocks) -> tuple[str, ...]:
    """The questions below a question, if there is nothing else."""
    if len(answer) != 1 or not isinstance(answer[0], BulletList):
        return ()
    said = [plain_text(item) for item in answer[0].items]
    simple = all(len(item) == 1 and isinstance(item[0], Paragraph) for item in answer[0].items)
    return tuple(said) if simple and all(map(_is_question, said)) else ()


def _ranges(lines: list[int]) -> str:
    """Line numbers, at most ten."""
    shown = ", ".join(map(str, sorted(set(lines))[:10]))
    return shown + (f" and {len(set(lines)) - 10} more" if len(set(lines)) > 10 else "")
