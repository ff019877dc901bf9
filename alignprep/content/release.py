"""Preparing a release of the content: bringing its ledger up to date."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from alignprep.bank.bank import Bank
from alignprep.content.reader import read_content, read_ledger
from alignprep.errors import LedgerError
from alignprep.files import publishing
from alignprep.model import ledger

__all__ = ["Update", "prepare", "unrecorded"]


@dataclass(frozen=True, slots=True)
class Update:
    """The ledger that a content folder should have, and how it differs from the recorded one."""

    path: Path
    data: bytes
    day: datetime.date
    changes: ledger.Changes

    @property
    def stale(self) -> tuple[str, ...]:
        """The keys that are new, have changed or were dropped since the ledger was written."""
        return tuple(sorted((*self.changes.new, *self.changes.changed, *self.changes.retired)))

    def write(self) -> None:
        """Write the ledger. Raises `OutputError` when it cannot be written; the old one is then untouched."""
        publishing.write(self.path, self.data)


def prepare(content: Path, day: datetime.date | None = None) -> Update:
    """The ledger for a release on that day or, without one, on the day `released` in `bank.yaml`.

    Raises `ContentError` with every problem of the content, and `LedgerError` when there is no day or when it is before
    the recorded change of something that has changed again.
    """
    drafts: list[str] = []
    bank = read_content(content, drafts=drafts)
    recorded = read_ledger(content)
    day = day or bank.data.released
    if day is None:
        raise LedgerError("no release is dated: give --date YYYY-MM-DD, or write `released:` into bank.yaml")
    updated = ledger.retire(ledger.current(bank.data, recorded, day), bank.data, drafts, day)
    return Update(content / ledger.FILE, ledger.dumps(updated), day, ledger.changes(recorded, updated))


def unrecorded(content: Path, bank: Bank) -> tuple[str, ...]:
    """The keys of questions and facts of the folder's bank whose current content is not in its ledger."""
    recorded = read_ledger(content)
    return tuple(key for key, entry in bank.ledger.items() if recorded.get(key) != entry)
