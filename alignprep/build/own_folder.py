"""Which folder a build may write into, so that nothing is replaced or removed that no build of the bank has made.

A folder that is new or empty may be written into, and one that is the bank's own: `manifest.json` in it names the
bank's slug. Without such a manifest, every file in it must be listed in its `SHA256SUMS` and have the name of one of
the bank's products, and `SHA256SUMS`, if there is one, must list one. `README.md`, `RELEASE-SHA256SUMS` and hidden
files do not count. So a clone's folder that holds a page and tracked checksums is the bank's own, and a folder of
somebody else's downloads with their checksums is not.

In the bank's own folder too, a file is replaced only if a build has listed it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from alignprep.build.manifest import MANIFEST, left_in
from alignprep.errors import OutputError
from alignprep.files.exchange import RELEASE_SUMS, SUMS, listed
from alignprep.files.os_errors import unreadable

__all__ = ["is_own", "refuse_content", "refuse_strangers", "refuse_unlisted"]

_IGNORED: Final = ("README.md", RELEASE_SUMS)
_ADVICE: Final = "choose another folder, or allow it with --force"


def is_own(folder: Path, slug: str, stems: Collection[str]) -> bool:
    """Whether a folder is new, empty or the bank's own. `stems` are the names of its products, without endings."""
    try:
        return not _strangers(folder, slug, stems)
    except OSError:  # Nobody knows what is in it.
        return False


def refuse_strangers(folder: Path, slug: str, stems: Collection[str], shown: Path) -> None:
    """Raise `OutputError` unless `is_own`; messages call the folder `shown`."""
    try:
        strangers = _strangers(folder, slug, stems)
    except OSError as error:
        raise unreadable(shown, error) from None
    other, _ = left_in(folder)
    if strangers and other:
        raise OutputError(f"{shown} holds the files of another bank, {other!r}; {_ADVICE}")
    if strangers:
        found = " and ".join(strangers[:2])
        raise OutputError(f"{shown} holds files that no build of this bank made, such as {found}; {_ADVICE}")


def refuse_unlisted(folder: Path, names: Iterable[str], shown: Path) -> None:
    """Raise `OutputError` if one of these files is there and neither checksums nor manifest list it."""
    # Without case, since some file systems make no difference.
    known = {name.casefold() for name in (*listed(folder, SUMS, RELEASE_SUMS), *left_in(folder)[1], MANIFEST)}
    for name in sorted(names):
        path = folder / name
        if name.casefold() not in known and os.path.lexists(path) and (path.is_symlink() or not path.is_dir()):
            raise OutputError(
                f"{shown} holds {name}, which no build made; move it, choose another folder, or let it be replaced "
                "with --force"
            )


def refuse_content(folder: Path, content: Path) -> None:
    """Raise `OutputError` if a folder is, holds or is in the content folder, however the two are named."""
    real, source = Path(os.path.realpath(folder)), Path(os.path.realpath(content))
    if any(_same(place, source) for place in (real, *real.parents)):
        other = Path(os.path.relpath(source.parent / "dist"))
        raise OutputError(f"{folder} is in the content folder; choose another folder, such as --dist {other}")
    if any(_same(place, real) for place in source.parents):
        raise OutputError(f"{folder} holds the content folder; choose another folder, such as --dist {folder / 'dist'}")


def _strangers(folder: Path, slug: str, stems: Collection[str]) -> list[str]:
    """What is in a folder that is not the bank's own, sorted; nothing if it is."""
    if not folder.exists() or left_in(folder)[0] == slug:
        return []
    ours = {name for name in listed(folder, SUMS) if any(name.startswith(f"{stem}.") for stem in stems)}
    with os.scandir(folder) as entries:
        names = {entry.name for entry in entries if not entry.name.startswith(".")}
    return sorted(names - ours - {*_IGNORED} - ({SUMS} if ours else set()))


def _same(one: Path, other: Path) -> bool:
    """Whether both are one folder, whatever its name; False where one does not exist."""
    with suppress(OSError):
        return one.samefile(other)
    return False
