"""Names of candidates and interviewers -> `candidate-1`, `interviewer-1`.

They are the same for the same set of names, whatever the order of the files. What people have written still may tell
who they are: evidence, reasons and concerns are left as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from alignprep.scores.filled import Filled, person

__all__ = ["WARNING", "pseudonymized"]

WARNING: Final = (
    "Names are replaced, and so are those of files. What was written down (evidence, reasons, concerns, what to look "
    "at next), roles and dates are not, and may still tell who somebody is."
)
"""What pseudonyms do not do."""


def pseudonymized(packets: Iterable[Filled]) -> tuple[Filled, ...]:
    """The packets with pseudonyms, numbered in the order of the names; without a name there is no pseudonym."""
    packets = tuple(packets)
    candidates = _numbered("candidate", (packet.candidate for packet in packets))
    interviewers = _numbered("interviewer", (packet.interviewer for packet in packets))
    made = []
    used: Counter[str] = Counter()
    for packet in packets:
        candidate = candidates.get(person(packet.candidate), "")
        interviewer = interviewers.get(person(packet.interviewer), "")
        file = "_".join(filter(None, (candidate, interviewer, packet.form))) or "packet"
        used[file] += 1
        names = {"candidate": candidate, "interviewer": interviewer}
        names["file"] = file if used[file] == 1 else f"{file}_{used[file]}"
        made.append(packet.model_copy(update=names))
    return tuple(made)


def _numbered(kind: str, names: Iterable[str]) -> Mapping[str, str]:
    """The pseudonym of each name, by the name as `person` folds it."""
    found = sorted({person(name) for name in names} - {""})
    return {name: f"{kind}-{number}" for number, name in enumerate(found, 1)}
