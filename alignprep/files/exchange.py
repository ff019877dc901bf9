"""Replace the files of a folder all at once: readers see either the old files or the new ones.

No system call replaces several files, but Linux can exchange two folders (renameat2(2), RENAME_EXCHANGE). So a second
folder is made beside the first, with the new files and hard links to everything else in the old one; it is written to
disk and exchanged with the old one. A kill at any moment leaves one or the other. Then the old folder, out of sight,
gets the new files too and is exchanged back, since a shell, container or server may be using that very folder.

A folder that cannot be exchanged (a mount point, a read-only parent, a system other than Linux, more than `LINKED`
other files in it) gets its files one by one, from a journal inside it. A kill between two of them leaves some old and
some new files with the old checksums, which do not match until the next build calls `finish`.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import shutil
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from alignprep.files.staging import is_staging, remove, staging

__all__ = ["LINKED", "RELEASE_SUMS", "SUMS", "checksums", "finish", "listed", "replace_all", "store"]

SUMS: Final = "SHA256SUMS"
"""The file that lists every product with its digest, in the format of `sha256sum --check`."""
RELEASE_SUMS: Final = "RELEASE-SHA256SUMS"
"""The file that lists every file, products included; there is none where only products were published."""
LINKED: Final = 10_000
"""The most other files in a folder that is exchanged."""
_JOURNAL: Final = ".alignprep-publishing"
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2


def checksums(files: Mapping[str, bytes]) -> str:
    """The lines of a file of checksums, sorted by name."""
    names = sorted(files, key=os.fsencode)
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in names)


def listed(folder: Path, *sums: str) -> frozenset[str]:
    """The file names that the given files of checksums list; paths are left out, so that nothing outside is removed."""
    names = set()
    for path in (folder / name for name in sums):
        with suppress(OSError, UnicodeDecodeError):
            names |= {line[66:] for line in path.read_text(encoding="utf-8").splitlines() if line[64:66] == "  "}
    return frozenset(name for name in names if name and Path(name).name == name and name not in (".", "..", SUMS))


def replace_all(folder: Path, files: Mapping[str, bytes], area: Path, *, keep: bool = False) -> None:
    """Put files, including their checksums, into a folder in place of those that its present checksums list.

    With `keep`, what the present checksums list stays, but for files of the same names. `area` is an empty folder to
    work in, on the same file system, preferably beside `folder`. The caller makes sure that no other process does this
    with the same folder at the same time. Raises `OSError` when it cannot be done; the old files are then untouched.
    """
    stale = frozenset() if keep else _removable(folder, _published(folder) - files.keys())
    new = _stored(files, area)
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        new.rename(folder)
        _sync(folder.parent)
        return
    for name in files:
        if (folder / name).is_dir() and not (folder / name).is_symlink():
            raise IsADirectoryError(errno.EISDIR, f"{name} in it is a folder")
    try:
        _link_others(folder, new, files.keys() | stale)
        _sync(new)
        _exchange(new, folder)
    except OSError:
        remove(new)
        if keep:  # What is listed there is removed at the end, so nothing must be; and these are replaced anyway.
            for name in (SUMS, RELEASE_SUMS):
                (folder / name).unlink(missing_ok=True)
        _replace_each(folder, files)
    else:
        _sync(folder.parent)
        _exchange_back(new, folder, files.keys(), stale)


def finish(folder: Path) -> None:
    """Finish replacing files one by one if a build was killed while doing so."""
    journal = folder / _JOURNAL
    if not journal.is_dir() or journal.is_symlink():
        return
    # The file that lists everything moves last: until then the journal says what is new.
    sums = [name for name in (SUMS, RELEASE_SUMS) if (journal / name).exists()]
    if sums:
        stale = _removable(folder, _published(folder) - _published(journal))
        for name in sorted(_names(journal) - {*sums}):
            os.replace(journal / name, folder / name)
        for name in stale:
            (folder / name).unlink(missing_ok=True)
        _sync(folder)
        for name in sums:
            os.replace(journal / name, folder / name)
    journal.rmdir()
    _sync(folder)


def store(path: Path, data: bytes) -> None:
    """Write a new file, through to the disk."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)


def _stored(files: Mapping[str, bytes], area: Path) -> Path:
    """A new folder of these files in the area, through to the disk."""
    new = area / "new"
    new.mkdir()
    for name, data in files.items():
        store(new / name, data)
    _sync(new)
    return new


def _published(folder: Path) -> frozenset[str]:
    """Every file that was published into a folder, except `SHA256SUMS`, which is replaced and never removed."""
    return listed(folder, SUMS, RELEASE_SUMS) | ({RELEASE_SUMS} if (folder / RELEASE_SUMS).is_file() else set())


def _removable(folder: Path, names: Collection[str]) -> frozenset[str]:
    """The names to remove: not those of folders, since a folder in the place of a file is the user's own."""
    return frozenset(name for name in names if (folder / name).is_symlink() or not (folder / name).is_dir())


def _replace_each(folder: Path, files: Mapping[str, bytes]) -> None:
    with staging([folder]) as area:
        _stored(files, area).rename(folder / _JOURNAL)  # From here on, `finish` can do the rest.
    _sync(folder)
    finish(folder)


def _link_others(folder: Path, new: Path, leave_out: Collection[str]) -> None:
    """Give the new folder everything else in the old one: copies of folders, and links to the same files."""
    shutil.copystat(folder, new)
    device = folder.stat().st_dev
    for count, (entry, path) in enumerate(_others(folder, Path(), leave_out), 1):
        if count > LINKED:
            raise OSError(errno.EMLINK, f"more than {LINKED} other files")
        if entry.is_dir(follow_symlinks=False):
            if entry.stat(follow_symlinks=False).st_dev != device or os.path.ismount(entry.path):
                raise OSError(errno.EXDEV, f"{entry.name} is a mount point")
            (new / path).mkdir()
            shutil.copystat(entry.path, new / path)
        else:
            _link(Path(entry.path), new / path)


def _others(folder: Path, below: Path, leave_out: Collection[str] = ()) -> Iterator[tuple[os.DirEntry[str], Path]]:
    """Everything in a folder, each subfolder before its contents, except what builds leave there."""
    with os.scandir(folder / below) as found:
        entries = list(found)
    for entry in entries:
        if entry.name in leave_out or (below == Path() and (is_staging(entry.name) or entry.name == _JOURNAL)):
            continue
        yield entry, below / entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _others(folder, below / entry.name)


def _link(source: Path, target: Path) -> None:
    """Make a hard link, or a copy where links are not possible; raises `OSError` when neither is."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _exchange_back(old: Path, folder: Path, names: Collection[str], stale: Collection[str]) -> None:
    """Bring the old folder up to date and exchange it back; if this fails, the new one stays in its place."""
    with suppress(OSError):
        for name in names:
            _link(folder / name, old.parent / "link")
            os.replace(old.parent / "link", old / name)
        for name in stale:
            (old / name).unlink(missing_ok=True)
        _sync(old)
        _exchange(old, folder)
        _sync(folder.parent)
    # Keep what another program has put into the old folder in the meantime.
    for name in _names(old) - _names(folder) - set(stale):
        (old / name).rename(folder / name)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _exchange(one: Path, other: Path) -> None:
    """Exchange two names on one file system in one step. Raises `OSError` where that is not possible."""
    library = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    renameat2 = getattr(library, "renameat2", None)
    if renameat2 is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _sync(folder: Path) -> None:
    """Write the names in a folder to disk, on systems where a folder can be opened for that."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
