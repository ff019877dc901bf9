"""The records that a content folder holds -> one bank, with its ledger brought up to date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from alignprep import ledger
from alignprep.bank import Bank
from alignprep.model import BankData, Outline, Question, Reference, Revision, Vocabulary

__all__ = ["assembled"]


def assembled(
    outline: Outline,
    vocabulary: Vocabulary,
    references: Mapping[str, Reference],
    code: Mapping[str, str],
    media: Mapping[str, str],
    questions: Sequence[Question],
    recorded: Mapping[str, Revision],
) -> Bank:
    """The bank of some sound questions, by number; samples and figures that none of them shows are left out.

    What the recorded ledger does not know yet is dated all the same, so that no edit is lost on its way to Anki.
    """
    used_code = {name for question in questions for name in question.code}
    used_media = {question.figure.file for question in questions if question.figure}
    data = BankData(
        title=outline.title,
        version=outline.version,
        license=outline.license,
        released=outline.released,
        sections=outline.sections,
        topics=vocabulary.topics,
        competencies=vocabulary.competencies,
        references=dict(references),
        code={name: text for name, text in sorted(code.items()) if name in used_code},
        media={name: text for name, text in sorted(media.items()) if name in used_media},
        questions=tuple(sorted(questions, key=lambda question: question.number)),
    )
    entries = ledger.held(data, ledger.current(data, recorded))
    return Bank(data.model_copy(update={"ledger": entries}))
