"""What a build makes: which exporter makes which file for which edition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from alignprep.selection import Edition

__all__ = ["PRODUCTS", "Product"]


@dataclass(frozen=True, slots=True)
class Product:
    """One file of a build: its name without ending, the exporter that makes it and the edition it shows."""

    stem: str
    exporter: str
    edition: Edition


PRODUCTS: Final = (
    Product("alignprep", "anki", Edition.INTERVIEWER),
    Product("alignprep-anki-update", "anki-text", Edition.INTERVIEWER),
    Product("alignprep-handout", "pdf", Edition.CANDIDATE),
    Product("alignprep-study-guide", "pdf", Edition.STUDY),
    Product("alignprep-answers", "pdf-answers", Edition.STUDY),
    Product("alignprep-quick-reference", "pdf-quick", Edition.STUDY),
    Product("alignprep-packet-candidate", "docx", Edition.CANDIDATE),
    Product("alignprep-packet-interviewer", "docx", Edition.INTERVIEWER),
    Product("alignprep", "csv", Edition.INTERVIEWER),
    Product("alignprep", "json", Edition.INTERVIEWER),
)
"""What `alignprep build` makes. The deck holds everything: whoever studies with it is their own interviewer."""
