"""What every export has to say, as text: the rules by which content becomes pieces of text, format by format.

A piece is a paragraph, a heading, a cell, a line of a card, in reading order. The rules read the content's Markdown
and nothing of the exporters:

==============  ============================================================================================
white space     runs of it are one space, no-break ones too
marks           as they are typed, whichever way they are set: quotation marks and apostrophes are one, the minus sign
                is a hyphen, three dots are three; code with several lines in Word and on a card is as it stands
code            as it stands, line by line; in a PDF and in Word a tab is spaces up to the next multiple of four; in a
                PDF lines follow each other with a space between them, and one that is empty is seen, not said
emphasis        says what is in it; so does a link, whose address is no text
citation        the works' labels in parentheses, parted by semicolons
cloze           revealed; Word says its cue in parentheses behind it, a card's front says `[cue]` or `[...]` instead
formula         on a card its LaTeX; in a PDF and in Word its signs, of which letters, digits and relations count, in
                the order of its MathML, between ⟦ and ⟧: how fractions and roots are drawn is each format's own
list            in a PDF a mark is a piece before its item; elsewhere marks are no text
table           a piece a cell, row by row, empty cells left out
figure          the text that stands for it, in brackets, then its caption
work            label, authors (year). Title. Venue. Where it is, as a bibliography has it
==============  ============================================================================================

Whatever else an export says is its furniture, which is listed here too. `difference` compares.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from latex2mathml.converter import convert
from lxml import etree

from alignprep.bank.bank import Bank
from alignprep.model.bibliography import Reference
from alignprep.model.records import Question
from alignprep.text import nodes
from alignprep.text.markdown import parse, parse_fact, parse_line, parse_told
from alignprep.text.nodes import Block, Citation, Cloze, Code, Emphasis, Inlines, Link, Math, Strong, Text

__all__ = [
    "ANKI", "CARD_BACK", "CARD_FRONT", "DOCX", "DOCX_FURNITURE", "EDITIONS", "PAGE", "PDF", "PDF_FURNITURE", "Rules",
    "answer_card", "closed_up", "difference", "fact_card", "handbook", "handout", "normal", "on_paper", "packet",
    "quick_reference", "shown_spaces", "signs",
]  # fmt: skip

EDITIONS: Final = ("candidate", "study", "interviewer")
_WHITE: Final = re.compile("[ \t\n\r\f\v\u00a0\u2002\u2003\u2009\u202f]+")
_TYPED: Final = str.maketrans({**dict.fromkeys('"‘’‚“”„«»‹›「」『』′″', "'"), "…": "...", "−": "-"})


def typed(text: str) -> str:
    """A text with the marks of the typewriter."""
    return _WHITE.sub(" ", text.translate(_TYPED)).strip(" ")


def normal(text: str) -> str:
    """A piece as it is compared; what has several lines is code, whose marks and spaces count."""
    lines = [line.rstrip(" \t") for line in text.strip("\n").split("\n")]
    return "\n".join(lines) if len(lines) > 1 else typed(text)


def on_paper(text: str) -> str:
    """A piece of a PDF as it is compared."""
    return typed(text)


def closed_up(text: str) -> str:
    r"""A piece of a card as it is compared: what may be a formula, `\(…\)` or `\[…\]`, is without white space."""
    return re.sub(r"\\\(.*?\\\)|\\\[.*?\\\]", lambda found: "".join(found[0].split()), normal(text), flags=re.DOTALL)


def shown_spaces(code: str) -> str:
    """Code of a PDF, each space and each end of a line as U+2423, but none at the ends."""
    lines = [line for line in code.split("\n") if line]
    return re.sub("[ \u00a0]", "␣", "␣".join(lines)).strip("␣")


def signs(text: str) -> str:
    """What counts of a drawn formula: letters without their accents, digits and relations."""
    kept = (character for character in unicodedata.normalize("NFKD", text) if character not in "|~^√∣∼/\\")
    return "".join(
        character for character in kept if unicodedata.category(character)[0] in "LN" or character in "<=>≤≥∈→"
    )


def formula(latex: str) -> str:
    """A formula in a PDF or in Word."""
    root = etree.fromstring(convert(latex))
    return f"⟦{signs(''.join(root.itertext()))}⟧"


@dataclass(frozen=True, slots=True)
class Rules:
    """How a format says what is more than text; `labels` name the works, of which Word cites only those it lists."""

    labels: dict[str, str]
    format: str

    def line(self, inlines: Inlines, *, hidden: bool = False) -> str:
        """A line; with its cloze hidden, as the front of a card has it."""
        text = ""
        for inline in inlines:
            match inline:
                case Text(words) | Code(words):
                    text += words
                case Strong(children) | Emphasis(children) | Link(_, children):
                    text += self.line(children)
                case Math(latex):
                    text += self.formula(latex, "\\(", "\\)")
                case Citation(keys):
                    text += f"({'; '.join(self.labels[key] for key in keys)})"
                case Cloze(children, cue):
                    behind = f" ({cue})" if cue and self.format == "docx" else ""
                    text += f"[{cue or '...'}]" if hidden else self.line(children) + behind
        return text

    def formula(self, latex: str, opening: str, closing: str) -> str:
        """A formula."""
        return f"{opening}{''.join(latex.split())}{closing}" if self.format == "anki" else formula(latex)

    def markdown(self, text: str) -> str:
        """A field of one line."""
        return self.line(parse_line(text))

    def code(self, text: str) -> str:
        """Lines of code; in a PDF its spaces are shown as U+2423, so that they count."""
        if self.format == "anki":
            return text
        return shown_spaces(text.expandtabs(4)) if self.format == "pdf" else text.expandtabs(4)

    def blocks(self, blocks: Iterable[Block], depth: int = 0) -> Iterator[str]:
        """The pieces of a field with blocks."""
        marks = self.format == "pdf"
        for block in blocks:
            match block:
                case nodes.Paragraph(children):
                    yield self.line(children)
                case nodes.BulletList(items):
                    for item in items:
                        yield "•–·"[depth % 3] if marks else ""
                        yield from self.blocks(item, depth + 1)
                case nodes.OrderedList(items, _, start):
                    for index, item in enumerate(items):
                        yield f"{start + index}." if marks else ""
                        yield from self.blocks(item, depth + 1)
                case nodes.Quote(children):
                    yield from self.blocks(children, depth)
                case nodes.CodeBlock(text):
                    yield self.code(text)
                case nodes.Table(_, header, rows):
                    yield from (self.line(cell) for row in (header, *rows) for cell in row)
                case nodes.MathBlock(latex):
                    yield self.formula(latex, "\\[", "\\]")


def PDF(bank: Bank) -> Rules:
    """The rules of the PDF products."""
    return Rules(dict(bank.labels), "pdf")


def DOCX(bank: Bank) -> Rules:
    """The rules of Word documents."""
    return Rules(dict(bank.labels), "docx")


def ANKI(bank: Bank) -> Rules:
    """The rules of cards."""
    return Rules(dict(bank.labels), "anki")


def work(reference: Reference) -> str:
    """A work as a bibliography has it."""
    *others, last = reference.authors
    who = f"{', '.join(others)}{', ' if last == 'et al.' else ' and '}{last}" if others else last
    stop = " " if reference.title[-1] in ".?!" else ". "
    venue = f"{reference.venue}. " if reference.venue else ""
    if reference.arxiv:
        place = f"arXiv:{reference.arxiv}"
    elif reference.doi:
        place = f"doi:{reference.doi}"
    else:
        place = re.sub("^https?://(www[.])?", "", reference.url or "").removesuffix("/")
    return f"{who} ({reference.year}). {reference.title}{stop}{venue}{place}"


def _listed(lines: Iterable[str], mark: str = "•") -> Iterator[str]:
    for text in lines:
        yield from (mark, text)


def _minutes(question: Question) -> str:
    return f"{question.minutes} minute{'s' * (question.minutes != 1)}"


def _titles(bank: Bank) -> dict[str, str]:
    return {question.id: f"{question.number}. {question.title}" for question in bank.questions}


def _by_section(bank: Bank) -> Iterator[tuple[str, str, list[Question]]]:
    """Title, description and questions of each section that has any."""
    for section in bank.sections:
        within = [question for question in bank.questions if question.section == section.id]
        if within:
            yield section.title, section.description, within


# PDF.

PAGE: Final = "⟨page⟩"
"""Stands for the number of a page, which the reader of a PDF puts in its place."""
PDF_FURNITURE: Final = (
    "Contents", f"References(?: {PAGE})?", "Points to hit", "What to listen for", "Follow-ups", "Red flags",
    r"Answer aloud, then read on(, page \d+)?", "What the answer shows", "Evidence", "Notes", "In thirty seconds",
    "Say it", "If they push", "Facts", "Sources", "Related questions",
    "Before you begin", "Study guide", "Interviewer's guide", "Answers", "Quick reference",
    r"Answer aloud before you read on.*",
    r"Ask the same questions in the same order.*", r"The answers alone, under the numbers of their questions\.",
    r"What to say in thirty seconds, and the points that an interviewer listens for, section by section\.",
    r"\d+ questions? in \d+ sections?, \d+ minutes? of answers",
    r"Data \d+\.\d+\.\d+ of \d{4}-\d\d-\d\d, .*",
)  # fmt: skip
"""What the PDF products say beside the content, as regular expressions."""
_ADVICE: Final = (
    "Beside each question you see how many minutes an answer may take.",
    "Ask when a question is not clear to you. That costs you nothing.",
    "Think aloud: how you get to an answer matters as much as the answer.",
    "Say so when you do not know something, and how you would find out.",
    "Make notes wherever you like.",
)


def handout(bank: Bank) -> Iterator[str]:
    """The candidate's handout, which names nothing of the bank."""
    yield "Interview questions"
    yield from _listed(_ADVICE)
    for place, question in enumerate(bank.questions, 1):
        yield from (f"Question {place} of {len(bank)}", _minutes(question), PDF(bank).markdown(question.question))


def handbook(
    bank: Bank, edition: str, *, asks: bool = True, open_together: Collection[tuple[str, str]] = ()
) -> Iterator[str]:
    """The study guide, the interviewer's guide or, when it does not ask, the booklet of answers.

    It is in the order of tags, in which each answer follows its question, but for pairs of questions that are said to
    open together: the answers of these follow both.
    """
    rules = PDF(bank)
    yield from _front(bank)
    for title, description, within in _by_section(bank):
        yield from (title, rules.markdown(description))
        pending: list[Question] = []
        for question, following in zip_longest(within, within[1:]):
            yield from _pdf_asked(question, bank, edition, asks=asks)
            pending.append(question)
            if following is None or (question.id, following.id) not in open_together:
                for one in pending:
                    yield from _pdf_answered(one, bank, edition, asks=asks)
                pending = []
    used = {key for question in bank.questions for key in question.references}
    for key, label in bank.labels.items():
        if key in used:
            numbers = [str(question.number) for question in bank.questions if key in question.references]
            cited = f"Question{'s' * (len(numbers) > 1)} {'; '.join(numbers)}"
            yield f"{label} {work(bank.references[key])}. {cited}"


def _front(bank: Bank) -> Iterator[str]:
    yield bank.title
    titles = _titles(bank)
    for title, _, within in _by_section(bank):
        yield f"{title} {PAGE}"
        yield from (f"{titles[question.id]} {PAGE}" for question in within)


def _asked(question: Question, bank: Bank, *, asks: bool = True) -> Iterator[str]:
    yield f"{question.number}. {question.title}"
    yield f"{_minutes(question)} · {', '.join(bank.topics[topic].title for topic in question.topics)}"
    if asks:
        yield PDF(bank).markdown(question.question)


def _pdf_asked(question: Question, bank: Bank, edition: str, *, asks: bool) -> Iterator[str]:
    """A question where a study guide or an interviewer's guide asks it."""
    yield from _asked(question, bank, asks=asks)
    if asks and question.nudge:
        yield f"Nudge. {PDF(bank).markdown(question.nudge)}"


def _pdf_answered(question: Question, bank: Bank, edition: str, *, asks: bool) -> Iterator[str]:
    """Where it is answered: below, or in a study guide overleaf under what was asked."""
    rules, all_ = PDF(bank), edition == "interviewer"
    if asks and not all_:
        yield from (f"{question.number}. {question.title}", rules.markdown(question.question))
    if asks:
        yield "Hint. " + rules.markdown(question.hint)
    points = list(map(rules.markdown, question.key_points))
    if all_:
        yield from points  # The boxes to tick are fields.
        for number, one in enumerate(question.follow_ups, 1):
            yield from (f"{number}.", rules.markdown(one.ask), f"Hear: {rules.markdown(one.listen_for)}")
        yield from map(rules.markdown, question.red_flags)
        described = dict(question.rubric.anchors())
        for grade in range(1, 6):
            between = f"Between {grade - 1} and {grade + 1}" if {grade - 1, grade + 1} <= described.keys() else ""
            yield from (str(grade), rules.markdown(described[grade]) if grade in described else between)
    yield rules.markdown(question.answer.short)
    yield from rules.blocks(parse(question.answer.spoken or ""))
    if not all_:
        yield from (piece for number, point in enumerate(points, 1) for piece in (f"{number}.", point))
    yield from rules.blocks(parse(question.answer.depth))
    yield from _figure(question, always=True)
    for name in question.code:
        yield from (name, rules.code(bank.code[name]))
    yield from _listed(rules.line(parse_told(fact.text, fact.why)) for fact in question.facts)
    yield "; ".join(bank.labels[key] for key in question.references)
    titles = _titles(bank)
    yield from (f"{titles[id]}, page {PAGE}" for id in question.related)


def _figure(question: Question, *, always: bool = False) -> Iterator[str]:
    """The figure; without a caption, a PDF says there once more what it shows."""
    if question.figure:
        yield f"[{question.figure.alt}]"
        yield question.figure.caption or (question.figure.alt if always else "")


def quick_reference(bank: Bank) -> Iterator[str]:
    """The quick reference, whose bibliography has only what it cites."""
    rules = PDF(bank)
    yield bank.title
    yield from (f"{title} {PAGE}" for title, _, _ in _by_section(bank))
    lines = [parse_line(text) for question in bank.questions for text in (question.answer.short, *question.key_points)]
    cited = nodes.cited(nodes.Paragraph(line) for line in lines)
    yield from (f"{label} {work(bank.references[key])}" for key, label in bank.labels.items() if key in cited)
    for title, description, within in _by_section(bank):
        yield from (title, rules.markdown(description))
        for question in within:
            yield f"{question.number}. {question.title}"
            yield rules.markdown(question.answer.short)
            yield from _listed(map(rules.markdown, question.key_points))


# Word.

DOCX_FURNITURE: Final = (
    "Hint", "Key points", "Listen for", "Probes", "Red flags", "Evidence", "Score", "In thirty seconds", "Say it",
    "If they push", "Nudge", "Answer aloud, then read on", "Points to hit", "Facts to remember", "Sources",
    "Related questions", "Model answers", "References", "What the answer shows", r"[1-5]", r"Between [1-5] and [1-5]",
    "Not asked", r"Question \d+ of \d+",
)  # fmt: skip
"""What a Word document says among the questions beside the content, as regular expressions."""


def packet(bank: Bank, edition: str) -> Iterator[str]:
    """A Word document from its first question or section to its end; what comes before is furniture."""
    rules = DOCX(bank)
    if edition == "candidate":
        for question in bank.questions:
            yield from (_minutes(question), rules.markdown(question.question))
    if edition == "study":
        for title, description, within in _by_section(bank):
            yield from (title, rules.markdown(description))
            for question in within:
                yield from _docx_study(question, bank)
    if edition == "interviewer":
        for title, _, within in _by_section(bank):
            yield title
            for question in within:
                yield from _docx_spread(question, bank)
        for question in bank.questions:
            yield f"{question.number} {question.title}"
            yield rules.markdown(question.question)
            yield from _docx_answer(question, bank)
    if edition != "candidate":
        used = {key for question in bank.questions for key in question.references}
        yield from (f"{label} {work(bank.references[key])}" for key, label in bank.labels.items() if key in used)


def _docx_study(question: Question, bank: Bank) -> Iterator[str]:
    """A question in a study guide."""
    rules = DOCX(bank)
    yield f"{question.number} {question.title}"
    details = f"{_minutes(question)} Topics: {', '.join(bank.topics[topic].title for topic in question.topics)}"
    details += f" Competencies: {', '.join(bank.competencies[id].title for id in question.competencies)}"
    yield f"{details} Last checked: {question.reviewed}"
    yield rules.markdown(question.question)
    yield f"Nudge. {rules.markdown(question.nudge)}" if question.nudge else ""
    yield f"Hint. {rules.markdown(question.hint)}"
    yield rules.markdown(question.answer.short)
    yield from rules.blocks(parse(question.answer.spoken or ""))
    yield from map(rules.markdown, question.key_points)
    yield from rules.blocks(parse(question.answer.depth))
    yield from _docx_behind(question, bank)


def _docx_spread(question: Question, bank: Bank) -> Iterator[str]:
    """The two pages of a question in an interviewer's packet."""
    rules = DOCX(bank)
    mixed = len({one.priority for one in bank.questions}) > 1
    marks = {"core": " Must ask", "extra": " Drop first", None: ""} if mixed else {question.priority: ""}
    yield f"{bank.questions.index(question) + 1} of {len(bank)} {question.title}"
    yield f"{_minutes(question)} bank no. {question.number}{marks[question.priority]}"
    yield rules.markdown(question.question)
    yield from (f"☐ {rules.markdown(text)}" for text in question.key_points)
    for one in question.follow_ups:
        yield from (rules.markdown(one.ask), f"Hear: {rules.markdown(one.listen_for)}")
    yield from (f"☐ {rules.markdown(text)}" for text in question.red_flags)
    yield from (rules.markdown(text) for _, text in question.rubric.anchors())


def _docx_answer(question: Question, bank: Bank) -> Iterator[str]:
    rules = DOCX(bank)
    yield from map(rules.markdown, (question.nudge or "", question.hint, question.answer.short))
    yield from rules.blocks(parse(question.answer.spoken or ""))
    yield from rules.blocks(parse(question.answer.depth))
    yield from _docx_behind(question, bank)


def _docx_behind(question: Question, bank: Bank) -> Iterator[str]:
    rules = DOCX(bank)
    yield from _figure(question)
    for name in question.code:
        yield from (f"Code: {name}", rules.code(bank.code[name]))
    yield from (rules.line(parse_told(fact.text, fact.why)) for fact in question.facts)
    yield "; ".join(bank.labels[key] for key in question.references)
    titles = {other.id: f"{other.number} {other.title}" for other in bank.questions}
    yield "; ".join(titles[id] for id in question.related)


# Anki.

CARD_FRONT: Final = ("Nudge", "Hint", "Say your answer aloud, then turn the card.")
CARD_BACK: Final = (
    "Must hit", "All but one: Good; half or more: Hard; fewer: Again; Easy if you could defend them.",
    "In thirty seconds", "Say it", "If they push", "Follow-ups", "Red flags", "How it is graded", "Sources",
    "Related questions", "Key point", "The question",
)  # fmt: skip
"""What the two sides of a card say beside the content, as regular expressions."""


def answer_card(question: Question, bank: Bank, edition: str) -> tuple[list[str], list[str]]:
    """The sides of a question's card."""
    rules = ANKI(bank)
    section = next(section.title for section in bank.sections if section.id == question.section)
    front = [str(question.number), section, f"{question.minutes} min", rules.markdown(question.question)]
    back = list(front)
    front += [rules.markdown(question.nudge or ""), rules.markdown(question.hint)]
    back += map(rules.markdown, question.key_points)
    back += [rules.markdown(question.answer.short), *rules.blocks(parse(question.answer.spoken or ""))]
    back += [*_figure(question), *rules.blocks(parse(question.answer.depth))]
    for name in question.code:
        back += [name, bank.code[name]]
    if edition == "interviewer":
        back += [rules.markdown(text) for one in question.follow_ups for text in (one.ask, one.listen_for)]
        back += map(rules.markdown, question.red_flags)
        for grade, text in question.rubric.anchors():
            back += [str(grade), rules.markdown(text)]
    back += [f"{bank.labels[key]} {work(bank.references[key])}" for key in question.references]
    back += [_titles(bank)[id] for id in question.related]
    return front, [*back, f"Card {question.id}"]


def fact_card(question: Question, index: int, bank: Bank) -> tuple[list[str], list[str]]:
    """The sides of a fact's card; it names the works that it cites, or else those of its question."""
    rules, fact = ANKI(bank), question.facts[index]
    said = parse_fact(fact.text)
    section = next(section.title for section in bank.sections if section.id == question.section)
    keys = nodes.cited((nodes.Paragraph(said),)) or question.references
    works = [f"{bank.labels[key]} {work(bank.references[key])}" for key in keys]
    foot = f"Card {question.id}/{fact.id}"
    why = [rules.markdown(fact.why)] if fact.why else []
    point = [rules.markdown(question.key_points[fact.point - 1])] if fact.point else []
    name = f"{question.number}. {question.title}"
    tag = bank.profile.anki.tag or bank.profile.slug
    way = [name, rules.markdown(question.question), f"Search for its card: tag:{tag} Id:{question.id}"]
    short = [rules.markdown(question.answer.short or "")]
    back = [section, rules.line(said), *why, *point, *short, *way, *works, foot]
    return [section, rules.line(said, hidden=True)], back


# Comparing.


def difference(
    read: Iterable[str], wanted: Iterable[str], furniture: Sequence[str] = (), form: Callable[[str], str] = normal
) -> str:
    """Where what was read is not what is wanted, with furniture between; nothing where it is.

    Every piece that is wanted is there, in order, and whatever else is there is furniture.
    """
    allowed = re.compile("|".join(f"(?:{pattern})" for pattern in furniture) or "(?!)", re.DOTALL)
    left = [piece for piece in map(form, wanted) if piece]
    left.reverse()
    heard = list(map(form, read))
    for place, piece in enumerate(heard):
        if left and piece == left[-1]:
            left.pop()
        elif piece and not allowed.fullmatch(piece):
            before = " / ".join(heard[max(place - 2, 0) : place])
            return f"after {before!r}:\n  read   {piece!r}\n  wanted {left[-1] if left else '(the end)'!r}"
    return f"at the end:\n  wanted {left[-1]!r}" if left else ""
