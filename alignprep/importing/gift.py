"""Moodle's GIFT format (https://docs.moodle.org/en/GIFT_format): questions with their answers in braces.

An essay has a question and no answer, so it becomes a draft. For the other kinds the right answer becomes
`answer.short`; wrong ones become red flags where their feedback says why they are wrong, and else `x-wrong-answers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from alignprep.importing.draft import Draft, Reading, answer_of, question_of, refusal
from alignprep.importing.html_text import from_html, from_markdown
from alignprep.importing.prose import LEFT_OUT, Notes, as_line, from_plain, plain_text
from alignprep.text.nodes import Blocks, Paragraph, Text

__all__ = ["looks_like_gift", "read"]

_CATEGORY: Final = re.compile(r"\$CATEGORY:\s*(.*)", re.IGNORECASE)
_NAME: Final = re.compile(r"\s*::(.*?)(?<!\\)::", re.DOTALL)
_FORMAT: Final = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_TRUTH: Final = re.compile(r"(T|TRUE|F|FALSE)(?=\s*(?:#|$))", re.IGNORECASE)
_WEIGHT: Final = re.compile(r"%(-?[0-9]+(?:\.[0-9]+)?)%")
_PLACEHOLDERS: Final = {letter: chr(0xE000 + index) for index, letter in enumerate("~=#{}:\\n")}
"""Private characters that stand for escaped ones while a question is taken apart."""
_RESTORED: Final = {ord(held): "\n" if letter == "n" else letter for letter, held in _PLACEHOLDERS.items()}
_TAG: Final = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Choice:
    """An answer: whether it is right, its weight in percent, and its feedback."""

    text: str
    right: bool
    feedback: str


def looks_like_gift(text: str) -> bool:
    """Whether a text has something that other formats do not have: a category, a name, or answers in braces."""
    return bool(
        re.search(r"^\s*(?:\$CATEGORY:|::[^:\n]+::)", text, re.MULTILINE) or re.search(r"(?<!\\)\{\s*[=~#TF}]", text)
    )


def read(text: str, name: str) -> Reading:
    """The questions in a GIFT file; `name` stands for it in an error.

    Raises `ContentError` for answers without a closing brace, and if there is no question.
    """
    notes = Notes()
    drafts: list[Draft] = []
    section = ""
    for line, raw in _entries(text):
        category = _CATEGORY.match(raw)
        if category:
            section = _last_category(category[1])
            raw = raw[category.end() :].strip("\n")
            if not raw.strip():
                continue
        draft = _question(raw, line, section, name, notes)
        if draft:
            drafts.append(draft)
    if not drafts:
        raise refusal(name, "no question was found; a question in GIFT has its answers in braces: Why? {=Because}")
    return Reading(tuple(drafts), notes)


def _entries(text: str) -> Iterator[tuple[int, str]]:
    """The entries between empty lines, without comments, each with the number of its first line.

    An empty line inside braces does not end an entry.
    """
    entry: list[str] = []
    begin, depth = 1, 0
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if line.lstrip().startswith("//"):
            continue
        if not line.strip() and depth <= 0:
            if entry:
                yield begin, "\n".join(entry)
            entry, depth = [], 0
            continue
        if not entry:
            begin = number
        entry.append(line)
        held = re.sub(r"\\.", "", line)
        depth += held.count("{") - held.count("}")
        if _CATEGORY.match(line):
            yield begin, line
            entry, depth = [], 0
    if entry:
        yield begin, "\n".join(entry)


def _last_category(path: str) -> str:
    """The last part of `$course$/top/Default for X/Y`; a slash in a name is doubled."""
    parts = [part.replace("\0", "/").strip() for part in path.replace("//", "\0").split("/")]
    named = [part for part in parts if part and not re.fullmatch(r"\$\w+\$|top", part)]
    return named[-1] if named else ""


def _question(raw: str, line: int, section: str, name: str, notes: Notes) -> Draft | None:
    place = f"line {line}"
    text = re.sub(r"\\([~=#{}:\\n])", lambda found: _PLACEHOLDERS[found[1]], raw)
    fields: dict[str, Any] = {}
    title = _NAME.match(text)
    if title:
        fields["title"] = " ".join(_restored(title[1]).split())
        text = text[title.end() :]
    form = _FORMAT.match(text)
    kind = form[1].casefold() if form else ""
    text = text[form.end() :] if form else text
    opened, closed = text.find("{"), text.rfind("}")
    if opened >= 0 and closed < opened:
        raise refusal(name, "answers whose brace { is not closed by }; a brace that is text is written \\{", line)
    answers = text[opened + 1 : closed] if opened >= 0 else None
    before, after = (text[:opened], text[closed + 1 :]) if opened >= 0 else (text, "")
    gap = " _____ " if after.strip(" \n.?!。？！") else ""
    asked = f"{before.rstrip() if gap else before.rstrip(' ')}{gap}{after.lstrip() if gap else after}"
    blocks = _prose(asked, kind, notes, place)
    if not blocks:
        if fields.get("title"):
            blocks = (Paragraph((Text(fields["title"]),)),)
        else:
            notes.add(f"{LEFT_OUT}an entry without a question", place)
            return None
    asks, reasons = question_of(blocks, notes, place)
    fields |= asks
    if answers is None:
        notes.add("texts without braces, which GIFT only shows, are drafts of questions", place)
    else:
        fields |= _answer(answers, kind, notes, place)
    return Draft(fields, place, section, reasons=reasons)


def _answer(answers: str, kind: str, notes: Notes, place: str) -> dict[str, Any]:
    """The fields for what stands in the braces."""
    answers, _, general = answers.partition("####")
    fields: dict[str, Any] = {}
    if general.strip():
        fields["answer"] = {"depth": _markdown(general, kind, notes, place)}
    answers = answers.strip()
    truth = _TRUTH.match(answers)
    if truth:
        fields |= _truth(truth[1][0].upper() == "T", answers[truth.end() :], fields, kind, notes, place)
    elif answers.startswith("#"):
        fields |= _with_short(_number(answers[1:]), fields, kind, notes, place)
    elif answers:
        fields |= _choices(answers, fields, kind, notes, place)
    return fields


def _truth(is_true: bool, rest: str, fields: dict[str, Any], kind: str, notes: Notes, place: str) -> dict[str, Any]:
    """True or false; of two feedbacks the first is for the wrong answer (GIFT's own order)."""
    feedback = [part.strip() for part in rest.split("#")[1:]]
    said = " ".join(_restored(part) for part in feedback[1:] if part)
    made = _with_short(("True" if is_true else "False") + (f". {said}" if said else ""), fields, kind, notes, place)
    if feedback and feedback[0]:
        wrong = _inline(feedback[0], kind, notes, place)
        made["red_flags"] = [f'"{"False" if is_true else "True"}": {wrong}']
    return made


def _number(text: str) -> str:
    """A numerical answer in words: `3 ± 2`, `1 to 5`; several with a semicolon between them."""
    answers = [part for part in re.split(r"\s*=", text) if part.strip()]
    said = []
    for answer in answers or [text]:
        value, _, feedback = _WEIGHT.sub("", answer).partition("#")
        value = re.sub(r"\s*\.\.\s*", " to ", value.strip())
        value = re.sub(r"\s*:\s*", " ± ", value)
        said.append(value.removesuffix(" ± 0") + (f" ({feedback.strip()})" if feedback.strip() else ""))
    return "; ".join(said)


def _choices(answers: str, fields: dict[str, Any], kind: str, notes: Notes, place: str) -> dict[str, Any]:
    """Short answers, multiple choice, matching."""
    choices = list(_split(answers))
    right = [choice for choice in choices if choice.right]
    wrong = [choice for choice in choices if not choice.right]
    pairs = [choice.text.split("->", 1) for choice in right if "->" in choice.text]
    if pairs and len(pairs) == len(choices):
        said = [f"{left.strip()} → {match.strip()}" for left, match in pairs if left.strip()]
        fields["x-pairs"] = [_inline(one, kind, notes, place) for one in said]
        return _with_short("; ".join(said), fields, kind, notes, place)
    said = [choice.text + (f" ({choice.feedback})" if choice.feedback else "") for choice in right]
    made = _with_short("; ".join(said), fields, kind, notes, place) if said else dict(fields)
    flags = [choice for choice in wrong if choice.feedback]
    if flags:
        made["red_flags"] = [
            f"{_inline(choice.text, kind, notes, place)}: {_inline(choice.feedback, kind, notes, place)}"
            for choice in flags
        ]
    others = [choice for choice in wrong if not choice.feedback]
    if others:
        made["x-wrong-answers"] = [_inline(choice.text, kind, notes, place) for choice in others]
        notes.add("wrong answers without feedback were kept as x-wrong-answers", place)
    return made


def _split(answers: str) -> Iterator[_Choice]:
    """The answers, each after its `=` or `~`; a weight of more than 0 makes one right."""
    for mark, said in re.findall(r"([=~])([^=~]*)", answers):
        text, _, feedback = said.partition("#")
        weight = _WEIGHT.match(text.strip())
        text = _WEIGHT.sub("", text, count=1).strip()
        right = mark == "=" if weight is None else float(weight[1]) > 0
        if text:
            yield _Choice(_restored(text), right, _restored(feedback.strip()))


def _with_short(text: str, fields: dict[str, Any], kind: str, notes: Notes, place: str) -> dict[str, Any]:
    """The fields with a text as the short answer; a long one is `depth`."""
    made = answer_of(_prose(text, kind, notes, place), notes, place)
    depth = fields.get("answer", {}).get("depth")
    if depth and "depth" in made:
        return {**fields, "answer": {"depth": made["depth"] + "\n" + depth}}
    return {**fields, "answer": {**made, **fields.get("answer", {})}} if made or depth else dict(fields)


def _restored(text: str) -> str:
    return text.translate(_RESTORED)


def _prose(text: str, kind: str, notes: Notes, place: str) -> Blocks:
    """A text in one of GIFT's formats as blocks; `moodle`, the usual one, may have HTML in it."""
    text = _restored(text).strip()
    if kind == "markdown":
        return from_markdown(text, notes, place)
    if kind == "html" or (kind != "plain" and _TAG.search(text)):
        return from_html(text, notes, place)
    return from_plain(text, notes, place)


def _markdown(text: str, kind: str, notes: Notes, place: str) -> str:
    from alignprep.importing.prose import as_blocks

    return as_blocks(_prose(text, kind, notes, place), notes, place)


def _inline(text: str, kind: str, notes: Notes, place: str) -> str:
    blocks = _prose(text, kind, notes, place)
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        return as_line(blocks[0].children, notes, place)
    return as_line((Text(plain_text(blocks)),), notes, place)
