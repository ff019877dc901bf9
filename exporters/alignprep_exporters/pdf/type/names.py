"""The names of people that a PDF can show: those whose characters a font has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alignprep import ExporterError, InterviewError
from alignprep_exporters.pdf.type.fonts import SANS, MissingCharacter, width

if TYPE_CHECKING:
    from alignprep import Interview

__all__ = ["require_names"]


def require_names(interview: Interview | None) -> None:
    """Raise `InterviewError` for a name in an interview's details that the PDF cannot show."""
    if interview is None:
        return
    named = {
        "candidate's name": interview.candidate,
        "role": interview.role,
        "interviewer's name": interview.interviewer,
        "form": interview.form,
        "reason for the weights": interview.reason,
    }
    for what, text in named.items():
        try:
            width(SANS, text)
        except MissingCharacter as error:
            raise InterviewError(
                f"the PDF exporter cannot draw the {what} {text!r}: no font has the character {error.character!r}; "
                "name one that has it in bank.yaml (fonts), export DOCX, which shows it right, or use Latin letters"
            ) from None
        except ExporterError as error:
            raise InterviewError(f"the PDF exporter cannot draw the {what} {text!r}: {error}") from None
