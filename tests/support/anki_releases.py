"""Releases of long ago, so that no date of a deck lies in the future of any machine's clock."""

from __future__ import annotations

import datetime

from alignprep_exporters.anki import notetypes

__all__ = ["forget", "seconds"]


def seconds(day: str) -> int:
    """The beginning of a day, in seconds since 1970."""
    return int(datetime.datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp())


def forget() -> None:
    """Let the note types be made anew."""
    for made in vars(notetypes).values():
        getattr(made, "cache_clear", lambda: None)()
