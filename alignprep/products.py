"""What a build makes: which exporter makes which file for which edition."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from alignprep.errors import ExporterClash, ExporterError
from alignprep.exporting import find
from alignprep.selection import Edition

__all__ = ["PRODUCTS", "Product", "product_of"]


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
    Product("questions", "csv", Edition.INTERVIEWER),
    Product("facts", "csv-facts", Edition.INTERVIEWER),
    Product("follow_ups", "csv-follow-ups", Edition.INTERVIEWER),
    Product("references", "csv-references", Edition.INTERVIEWER),
    Product("datapackage", "datapackage", Edition.INTERVIEWER),
    Product("alignprep", "json", Edition.INTERVIEWER),
    Product("questions", "jsonl", Edition.INTERVIEWER),
    Product("croissant", "croissant", Edition.INTERVIEWER),
    Product("README-data", "dataset-card", Edition.INTERVIEWER),
)
"""What `alignprep build` makes. The deck holds everything: whoever studies with it is their own interviewer."""


def product_of(text: str) -> Product:
    """The product that `NAME` or `NAME:EDITION` asks for: `alignprep-NAME` or `alignprep-NAME-EDITION`.

    The edition is `study` unless it is given. Raises `UnknownExporter` when no installed exporter has that name,
    `ExporterError` for anything else that cannot be a product.
    """
    name, colon, edition = text.partition(":")
    if colon and edition not in set(Edition):
        raise ExporterError(f"{edition!r} is no edition; there are {', '.join(Edition)}")
    with suppress(ExporterClash):  # Whoever makes the products says so, and makes the others.
        find(name)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
        raise ExporterError(f"the exporter {name!r} has a name that no file can have")
    return Product(f"alignprep-{name}-{edition}" if colon else f"alignprep-{name}", name, Edition(edition or "study"))
