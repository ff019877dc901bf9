"""Filled packets -> what a panel sees: the scores side by side, where they differ, and how far raters agree.

Interviewers judge alone first. So a debrief shows nobody's scores before all that are expected have theirs in, unless
it is told to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from alignprep.errors import did_you_mean
from alignprep.scores.agreement import Agreement, agreement
from alignprep.scores.filled import RETENTION, Filled, Rating, Score, State, person

__all__ = ["GAP", "Block", "Expected", "Heading", "Note", "Panel", "Table", "Told", "missing", "panels", "sheet"]

Expected: TypeAlias = int | Sequence[str]
"""Who is to have met each candidate: so many interviewers, or these."""
_SAID: Final[Mapping[str, str]] = {
    "strong-no": "Strong no", "no": "No", "yes": "Yes", "strong-yes": "Strong yes", "no-decision": "No decision",
    "low": "low confidence", "medium": "medium confidence", "high": "high confidence",
    "no-evidence": "no evidence", "": "not given",
}  # fmt: skip
_STATES: Final[Mapping[State, str]] = {
    State.NOT_ASKED: "not asked", State.MISSING: "no score", State.UNREADABLE: "cannot be read",
}  # fmt: skip
_FAR: Final = 2
"""Scores that differ by so much are marked."""
GAP: Final = ": GAP, talk about it"
"""How they are marked."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the sheet's, 2 a candidate's."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence; an urgent one says that something is not as it should be."""

    text: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names the rows."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What people wrote, each with who it is."""

    caption: str
    texts: tuple[tuple[str, str], ...]


Block: TypeAlias = Heading | Note | Table | Told


@dataclass(frozen=True, slots=True)
class Panel:
    """A candidate and the packets of those who met them."""

    candidate: str
    packets: tuple[Filled, ...]

    def labels(self) -> list[str]:
        """What each packet's column is called: the interviewer, with the form if that is needed to tell them apart."""
        names = [packet.interviewer or f"(no name: {packet.file})" for packet in self.packets]
        made = []
        for name, packet in zip(names, self.packets, strict=True):
            twice = sum(person(name) == person(other) for other in names) > 1
            more = ", ".join(filter(None, (packet.form and f"form {packet.form}", packet.date))) or packet.file
            made.append(f"{name} ({more})" if twice else name)
        return made


def panels(packets: Iterable[Filled]) -> tuple[Panel, ...]:
    """The packets by candidate, both in the order of their names. A packet without a name stands alone."""
    found: dict[tuple[str, str], list[Filled]] = {}
    for packet in packets:
        key = (person(packet.candidate), "" if packet.candidate else packet.file)
        found.setdefault(key, []).append(packet)
    made = []
    for _, met in sorted(found.items()):
        met.sort(key=lambda one: (person(one.interviewer), one.form, one.date, one.file))
        made.append(Panel(met[0].candidate or f"(no name: {met[0].file})", tuple(met)))
    return tuple(made)


def missing(panel: Panel, expected: Expected) -> tuple[str, ...]:
    """Who of those expected has no scores in for a candidate yet, in words."""
    there = {person(packet.interviewer): packet for packet in panel.packets if packet.interviewer}
    unfinished = [packet for packet in panel.packets if not _is_in(packet)]
    said = [f"{packet.interviewer or packet.file}: {_why(packet)}" for packet in unfinished]
    if isinstance(expected, int):
        lacking = expected - len(there)
        if lacking > 0:
            names = ", ".join(packet.interviewer for packet in there.values()) or "nobody"
            said.append(f"{lacking} of {expected} interviewers not in yet (in: {names})")
        return tuple(said)
    known = [packet.interviewer for packet in there.values()]
    said += [f"{name}{did_you_mean(name, known)}" for name in expected if person(name) not in there]
    return tuple(said)


def _is_in(packet: Filled) -> bool:
    """Whether an interviewer has judged: there are a score and a recommendation, which may be "no decision"."""
    return bool(packet.recommendation) and any(one.score is not None for one in packet.scores)


def _why(packet: Filled) -> str:
    return "has no recommendation yet" if not packet.recommendation else "has no score yet"


def sheet(found: Sequence[Panel], lacking: Mapping[str, Sequence[str]] | None = None) -> tuple[Block, ...]:
    """The sheet for a panel. `lacking` says, by candidate, who is not there yet, if not all are."""
    blocks: list[Block] = [Heading(1, "Debrief")]
    if lacking is not None:
        blocks.append(Note("Incomplete: this sheet shows scores before all are in.", urgent=True))
        for candidate, names in lacking.items():
            blocks.append(Note(f"{candidate}: not in yet: {'; '.join(names)}", urgent=True))
    blocks.append(Note(RETENTION))
    several = len({(packet.bank, packet.version) for panel in found for packet in panel.packets}) > 1
    for panel in found:
        blocks += _panel(panel, several)
    blocks += _agreement(_agreed(found))
    return tuple(blocks)


Question: TypeAlias = tuple[str, str, int]
"""A question by the bank, the version of its data and its number."""


def _by_question(packet: Filled) -> dict[Question, Score]:
    return {(packet.bank, packet.version, one.question): one for one in packet.scores}


def _agreed(found: Iterable[Panel]) -> Agreement:
    """The agreement over everything given. Someone who met a candidate twice is one rater."""
    units: list[list[tuple[str, int]]] = []
    for panel in found:
        by_question: dict[Question, list[tuple[str, int]]] = {}
        for packet in panel.packets:
            rater = packet.interviewer or packet.file
            for question, one in _by_question(packet).items():
                if one.score is not None:
                    by_question.setdefault(question, []).append((rater, one.score))
        units += by_question.values()
    return agreement(units)


def _panel(panel: Panel, several: bool) -> Iterator[Block]:
    labels = panel.labels()
    yield Heading(2, panel.candidate)
    roles = "; ".join(dict.fromkeys(packet.role for packet in panel.packets if packet.role))
    forms = ", ".join(dict.fromkeys(packet.form for packet in panel.packets if packet.form))
    facts = [f"Role: {roles}"] * bool(roles) + [f"Form: {forms}"] * bool(forms)
    yield Note("; ".join([*facts, f"Interviewers: {', '.join(labels)}"]))
    yield Table(
        "Recommendations",
        ("Interviewer", "Recommendation", "Confidence", "Date"),
        tuple(
            (label, _SAID[packet.recommendation], packet.confidence or "not given", packet.date)
            for label, packet in zip(labels, panel.packets, strict=True)
        ),
    )
    yield from _scores(panel, labels, several)
    yield from _competencies(panel, labels)
    for caption, name in (
        ("Key reasons", "reasons"),
        ("Open concerns", "concerns"),
        ("What to look at next", "next"),
    ):
        texts = ((label, getattr(packet, name)) for label, packet in zip(labels, panel.packets, strict=True))
        kept = tuple((label, text) for label, text in texts if text)
        yield Told(caption, kept) if kept else Note(f"{caption}: nothing is written down.")


def _scores(panel: Panel, labels: Sequence[str], several: bool) -> Iterator[Block]:
    """The table of scores, and what was written down where they are far apart."""
    by_packet = [_by_question(packet) for packet in panel.packets]
    titles = {question: one.title for found in by_packet for question, one in found.items() if one.title}
    rows: list[tuple[str, ...]] = []
    gaps: list[Told] = []
    for question in dict.fromkeys(one for found in by_packet for one in found):
        bank, version, number = question
        name = f"{number}. {titles[question]}" if question in titles else str(number)
        name += f" ({bank} {version})" if several else ""
        scores = [found.get(question) for found in by_packet]
        given = [one.score for one in scores if one and one.score is not None]
        rows.append((name, *map(_cell, scores), _spread(given)))
        if given and max(given) - min(given) >= _FAR:
            evidence = tuple(
                (f"{label}, {one.score}", one.evidence or "(nothing is written down)")
                for label, one in zip(labels, scores, strict=True)
                if one and one.score is not None
            )
            gaps.append(Told(f"Question {name}: evidence for scores that are two or more apart", evidence))
    yield Table("Scores by question (number in the bank)", ("Question", *labels, "Spread"), tuple(rows))
    yield from gaps


def _cell(score: Score | None) -> str:
    if score is None:
        return "other questions"
    return str(score.score) if score.score is not None else _STATES[score.state]


def _spread(given: Sequence[int]) -> str:
    """How far apart the scores are; in words where it is far, since color alone tells not everybody."""
    if len(given) < 2:
        return "one score" if given else "no score"
    spread = max(given) - min(given)
    return f"{spread}{GAP}" if spread >= _FAR else str(spread)


def _competencies(panel: Panel, labels: Sequence[str]) -> Iterator[Block]:
    ratings = [{one.id: one for one in packet.competencies} for packet in panel.packets]
    ids = dict.fromkeys(id for found in ratings for id in found)
    titles = {id: one.title for found in ratings for id, one in found.items() if one.title}
    rows = tuple(
        (
            titles.get(id, id),
            *(_rated(packet, found.get(id)) for packet, found in zip(panel.packets, ratings, strict=True)),
        )
        for id in ids
    )
    if rows:
        yield Table("Competencies: judged rating, and mean of the scores that show it", ("Competency", *labels), rows)


def _rated(packet: Filled, rating: Rating | None) -> str:
    if rating is None:
        return "not rated"
    judged = f"judged {_SAID.get(rating.rating, rating.rating)}"
    found = packet.mean(rating)
    if found:
        mean, count = found
        return f"{judged}; mean {mean:.1f} of {count} score{'s' * (count != 1)}"
    return f"{judged}; {'no score shows it' if rating.questions else 'mean unknown'}"


def _agreement(found: Agreement) -> Iterator[Block]:
    """The agreement over all candidates, every figure with its count."""
    yield Heading(2, "Agreement")
    if not found.pairs:
        yield Note("No answer has the scores of two interviewers, so there is nothing to compare.")
    else:
        rows = (
            ("equal", _share(found.exact, found.pairs)),
            ("at most one apart", _share(found.within_one, found.pairs)),
            ("two or more apart", _share(found.gaps, found.pairs)),
        )
        yield Table("Pairs of scores for the same candidate and question", ("The two scores are", "Pairs"), rows)
        raters = tuple((name, f"{mean:+.2f}", str(count)) for name, (mean, count) in found.severity.items())
        yield Table(
            "Severity: mean difference from the others' scores (below 0 is more severe)",
            ("Interviewer", "Mean difference", "Pairs"),
            raters,
        )
    alpha = found.alpha
    name = "Krippendorff's alpha (ordinal, over all candidates)"
    if alpha.value is None:
        yield Note(f"{name}: not computable, since {alpha.why}.")
    else:
        yield Note(
            f"{name}: {alpha.value:.3f}, from {alpha.values} scores of {alpha.units} answer{'s' * (alpha.units != 1)}. "
            "With few answers it may be far from what more would give."
        )


def _share(count: int, total: int) -> str:
    return f"{count} of {total} ({100 * count / total:.0f} %)"
