"""The small banks in other languages than English: `tests/data/bank-de` and `tests/data/bank-ja`."""

from __future__ import annotations

from functools import cache
from typing import Any

from alignprep.bank.bank import Bank
from alignprep.content.reader import read_content
from alignprep.packet.packet import Edition, Packet, select
from tests.conftest import ROOT

__all__ = ["LANGUAGES", "language_bank", "language_packet"]

LANGUAGES = ("de", "ja")
"""The languages that have a catalog and a bank."""


@cache
def language_bank(language: str) -> Bank:
    """The bank in a language."""
    return read_content(ROOT / "tests" / "data" / f"bank-{language}")


def language_packet(language: str, edition: Edition | str = Edition.INTERVIEWER, /, **changes: Any) -> Packet:
    """All its questions as an edition shows them; `changes` are changes of its profile."""
    bank = language_bank(language)
    if changes:
        bank = Bank(bank.data.model_copy(update=changes))
    return select(bank, edition=edition)
