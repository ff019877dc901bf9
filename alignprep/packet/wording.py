"""What the pages of an interview say, in whichever format they are printed: the script, the advice, and what a form
offers to choose from.

Constants are in English, and their keys are the values that a filled form keeps, the same in every language; functions
say it in the words of the bank.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from alignprep.language.words import message
from alignprep.model.records import Priority

if TYPE_CHECKING:
    from alignprep.language.words import Words
    from alignprep.packet.interview import Interview, Observed
    from alignprep.packet.packet import Item, Packet

__all__ = [
    "ADVICE", "CONFIDENCES", "RATINGS", "RECOMMENDATIONS", "SCORES", "TEXTS", "USE", "choices", "closing", "fairness",
    "form_of", "mark", "order", "shown_by", "welcome",
]  # fmt: skip

_SCALE: Final = {str(number): str(number) for number in range(1, 6)}
SCORES: Final[Mapping[str, str]] = {**_SCALE, "not-asked": message("Not asked")}
"""What the score of a question may be. Not asked is no score."""
RATINGS: Final[Mapping[str, str]] = {**_SCALE, "no-evidence": message("No evidence")}
"""What the rating of a competency may be."""
RECOMMENDATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "strong-no": (message("Strong no"), message("Clear evidence that the candidate lacks what the role needs.")),
    "no": (message("No"), message("Less was shown than the role needs.")),
    "yes": (message("Yes"), message("What the role needs was shown; the concerns can be lived with.")),
    "strong-yes": (message("Strong yes"), message("More was shown than the role needs, and no concern weighs.")),
    "no-decision": (message("No decision"), message("Too little was asked or heard to judge.")),
}
"""The levels of a recommendation, lowest first: what each is called, and what it means."""
CONFIDENCES: Final[Mapping[str, str]] = {
    "low": message("Low"),
    "medium": message("Medium"),
    "high": message("High"),
}
TEXTS: Final[Mapping[str, tuple[str, int]]] = {
    "reasons": (message("Key reasons"), 5),
    "concerns": (message("Concerns"), 5),
    "next": (message("What the next interviewer should look at"), 4),
}
"""The texts at the end of a scorecard, each with its ruled lines of eight millimeters: about four centimeters, or
three."""
_MARKS: Final[Mapping[Priority, str]] = {
    Priority.CORE: message("Must ask"),
    Priority.EXTRA: message("Drop first"),
}
"""What an interviewer short of time does with a question."""
USE: Final = message(
    "Read it as it is written. Tick what you hear. Probe for the limits of an answer; do not help it along. Write down "
    "the evidence in the candidate’s words, then circle the score, before the next question."
)
"""How to use the pages of a question."""
ADVICE: Final = (
    message("Beside each question you see how many minutes an answer may take."),
    message("Ask when a question is not clear to you. That costs you nothing."),
    message("Think aloud: how you get to an answer matters as much as the answer."),
    message("Say so when you do not know something, and how you would find out."),
    message("Make notes wherever you like."),
)
"""What a candidate is told before the questions."""


def choices(offered: Mapping[str, str], say: Words) -> dict[str, str]:
    """What may be chosen by its value, in the words of the bank."""
    return {value: say(shown) for value, shown in offered.items()}


def welcome(packet: Packet, say: Words) -> Iterator[tuple[str, bool]]:
    """The script of the beginning, each sentence with whether it is spoken as it stands."""
    yield say("“Thank you for coming.”"), True
    yield say("Say who you are and what you work on."), False
    count = len(packet.items)
    yield (
        say.plural(
            "“I have {count} question for you, and it has its time.”",
            "“I have {count} questions for you, and each has its time.”",
            count,
        ),
        True,
    )
    yield say("“Think aloud, and ask me when something is not clear: that costs you nothing.”"), True
    yield say("“After an answer I shall ask further, to see how far it goes.”"), True
    yield (
        say("“I take notes, so that I judge what you said and not what I remember. Is that all right with you?”"),
        True,
    )


def closing(say: Words) -> Iterator[tuple[str, bool]]:
    """The script of the end, each sentence with whether it is spoken as it stands."""
    yield say("“What would you like to know from me?”"), True
    yield say("Say what happens next, and when and from whom the candidate will hear."), False


def fairness(meeting: Interview, say: Words) -> str:
    """Whether all candidates get the same questions: it depends on whether there are parallel forms."""
    if meeting.parallel:
        return say("Other candidates get other questions, of the same length and kind.")
    return say("Every candidate for this role is asked the same questions, in the same words and order.")


def mark(item: Item, packet: Packet, say: Words) -> str:
    """Whether a question must be asked or is dropped first, on one line; empty where that tells no two apart."""
    if item.priority is None or len({one.priority for one in packet.items}) == 1:
        return ""
    return say(_MARKS[item.priority]).replace(" ", "\u00a0")


def order(packet: Packet, meeting: Interview, say: Words) -> Iterator[str]:
    """What is true of the questions, and which to leave out when time runs short."""
    yield fairness(meeting, say)
    given = {item.priority for item in packet.items}
    if len(given) == 1:
        yield say("If time runs short, leave out the last questions.")
    elif Priority.EXTRA in given:
        yield say("If time runs short, leave out the questions marked “Drop first”, else the last ones.")
    else:
        yield say("If time runs short, leave out the last questions that are not marked “Must ask”.")
    yield say("A question that you did not ask has no score. It is not a 1.")


def shown_by(one: Observed, packet: Packet, say: Words) -> str:
    """The questions that show a competency, by their places in the packet."""
    shown = {item.id for item in one.items}
    places = [str(place) for place, item in enumerate(packet.items, 1) if item.id in shown]
    if not places:
        return say("No question shows it")
    if len(places) == 1:
        return say("One observation: question {number}", number=places[0])
    return say("Questions {numbers}", numbers=say.listed(places))


def form_of(meeting: Interview | None, say: Words) -> str:
    """The letter of the form, as it stands at head and foot; empty without one."""
    return say("Form {letter}", letter=meeting.form) if meeting and meeting.form else ""
