"""Bytes -> filled packets: from packets themselves (Word documents, PDF forms), or from what `collect` wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alignprep.errors import Problem
from alignprep.scores.filled import Filled
from alignprep.scores.form import filled
from alignprep.scores.pdf import read_pdf
from alignprep.scores.tables import read_csv, read_json
from alignprep.scores.word import NotReadError, read_word
from alignprep.text.characters import printable

if TYPE_CHECKING:
    from alignprep.bank.bank import Bank

__all__ = ["LARGEST", "Reading", "read", "read_packet", "settled", "titled"]

LARGEST: Final = 50_000_000
"""The largest file that is read, in bytes."""
_OLE: Final = b"\xd0\xcf\x11\xe0"
"""The first bytes of a Word 97 file, and of any document with a password."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The packets that were read, and what is wrong with the others, or differs inside them."""

    packets: tuple[Filled, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_packet(data: bytes, name: str) -> Reading:
    """The filled packet in a file, a Word document or a PDF form; `name` is what problems call the file.

    Never raises for any bytes, but raises `MissingExtra` unless `alignprep[scores]` is installed.
    """
    try:
        if len(data) > LARGEST:
            raise NotReadError("AP102", f"is larger than {LARGEST:,} bytes")
        if data.startswith(_OLE):
            message = "is a Word 97 file or has a password; save it as a Word document (.docx) without a password"
            raise NotReadError("AP803", message)
        if data.startswith(b"PK"):
            form = read_word(data)
        elif b"%PDF-" in data[:1024]:
            form = read_pdf(data)
        else:
            raise NotReadError("AP803", "is neither a Word document (.docx) nor a PDF")
    except NotReadError as error:
        code, message = error.args
        return Reading((), (Problem(printable(name), 0, 0, code, message),))
    packet, problems = filled(form, name)
    return Reading((packet,) if packet else (), problems)


def read(data: bytes, name: str) -> Reading:
    """The filled packets in a file: a packet, or the CSV or JSON that `collect` wrote. Never raises for any bytes."""
    if data.startswith((b"PK", _OLE)) or b"%PDF-" in data[:1024] or len(data) > LARGEST:
        return read_packet(data, name)
    packets, problems = (read_json if data.lstrip()[:1] == b"{" else read_csv)(data, name)
    return Reading(packets, problems)


def titled(packets: Iterable[Filled], bank: Bank) -> tuple[Filled, ...]:
    """The packets, those of this bank and this version of it with the titles of questions and competencies."""
    questions = {question.number: question.title for question in bank.questions}
    competencies = {id: term.title for id, term in bank.competencies.items()}
    return tuple(
        packet.titled(questions, competencies) if (packet.bank, packet.version) == (bank.slug, bank.version) else packet
        for packet in packets
    )


def settled(packets: Iterable[Filled]) -> tuple[tuple[Filled, ...], tuple[Problem, ...]]:
    """The packets without repetitions, and a problem for each two that are of one interview and differ.

    Of two that say the same, whatever their files are called, the first is kept. Those that differ are both left out,
    since nobody can tell which one counts.
    """
    kept: dict[tuple[str, ...], list[Filled]] = {}
    problems = []
    for index, packet in enumerate(packets):
        # Without a name there is no telling whether two interviews are one.
        key = packet.meeting if packet.candidate and packet.interviewer else ("", str(index))
        same = kept.setdefault(key, [])
        if any(packet.same_as(other) for other in same):
            continue
        if same:
            message = f"is of the same interviewer, candidate and form as {same[0].file}, and says something else"
            problems.append(Problem(printable(packet.file), 0, 0, "AP805", message))
        same.append(packet)
    return tuple(same[0] for same in kept.values() if len(same) == 1), tuple(problems)
