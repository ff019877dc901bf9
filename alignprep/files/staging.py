"""A temporary folder beside the place where its files will go, locked while its process lives, removed at the end.

The kernel releases a lock (flock(2)) when the last process that holds it ends, even by kill -9. So a folder left by a
dead process is recognized by its free lock, and the next process that works in the same place removes it. Where folders
cannot be locked (Windows, some network file systems), builds do not wait for each other, and what a killed one leaves
behind stays.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from alignprep.errors import OutputError
from alignprep.files.signals import undisturbed

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["is_staging", "locked", "remove", "staging"]

_PREFIX: Final = ".alignprep-build-"
_RANDOM: Final = 8
"""The number of random bytes in a folder's name, written in hexadecimal after the prefix."""
_TRIES: Final = 20
"""How many folders to make, at most, until one can be locked."""
_PATIENCE: Final = 60.0
"""How many seconds a build waits for another one that is publishing, which normally takes a moment."""


@contextmanager
def staging(places: Sequence[Path]) -> Iterator[Path]:
    """A new folder in the first of the places where one can be made, removed at the end with its contents.

    First removes what dead processes have left in any of the places. Raises the `OSError` of the last place when no
    place works.
    """
    area: Path | None = None
    descriptor: int | None = None
    try:
        with undisturbed():
            for place in places:
                _sweep(place)
            area, descriptor = _new_folder(places)
        yield area
    finally:
        with undisturbed():
            if area is not None:
                remove(area)
            if descriptor is not None:
                os.close(descriptor)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, which no other process or thread can hold at the same time.

    Raises `OutputError` when the lock has not become free within a minute.
    """
    try:
        descriptor = _open(folder)
    except OSError:  # The folder can be entered but not read.
        yield
        return
    try:
        until = time.monotonic() + _PATIENCE
        while not _try_lock(descriptor):
            if time.monotonic() > until:
                raise OutputError(
                    f"{folder} has been locked by another program for more than {_PATIENCE:.0f} seconds; "
                    "build again when that program has ended"
                )
            time.sleep(0.02)
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def is_staging(name: str) -> bool:
    """Whether this is the name of a temporary folder; other names with the prefix belong to the user."""
    return re.fullmatch(f"{re.escape(_PREFIX)}[0-9a-f]{{{2 * _RANDOM}}}", name) is not None


def remove(tree: Path) -> None:
    """Remove a folder and its contents, including read-only folders; what cannot be removed stays."""
    with suppress(OSError):
        tree.chmod(0o700)
        for folder, names, _ in os.walk(tree):
            for name in names:
                path = Path(folder, name)
                if not path.is_symlink():
                    path.chmod(0o700)
    shutil.rmtree(tree, ignore_errors=True)


def _new_folder(places: Sequence[Path]) -> tuple[Path, int | None]:
    """A new folder in the first place that works, and the descriptor that holds its lock."""
    *others, last = places
    for place in others:
        with suppress(OSError):
            return _new_folder_in(place)
    return _new_folder_in(last)


def _new_folder_in(place: Path) -> tuple[Path, int | None]:
    for _ in range(_TRIES):
        area = place.absolute() / (_PREFIX + secrets.token_hex(_RANDOM))
        area.mkdir(0o700)
        with suppress(FileNotFoundError):
            descriptor = _open(area)
            # Another build may have swept the folder before its lock was taken.
            if _try_lock(descriptor) and area.is_dir():
                return area, descriptor
            if descriptor is not None:
                os.close(descriptor)
        remove(area)
    raise BlockingIOError(errno.EWOULDBLOCK, f"each of {_TRIES} new folders in {place} was locked by another process")


def _sweep(place: Path) -> None:
    """Remove the folders of dead processes that this user may open."""
    if fcntl is None:
        return
    with suppress(OSError):
        for entry in [entry for entry in os.scandir(place) if is_staging(entry.name)]:
            with suppress(OSError):
                descriptor = os.open(entry.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    remove(Path(entry.path))
                finally:
                    os.close(descriptor)


def _open(folder: Path) -> int | None:
    """A descriptor to lock; None where folders cannot be opened."""
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY) if fcntl else None


def _try_lock(descriptor: int | None) -> bool:
    """Whether the lock is ours now, or folders cannot be locked at all."""
    if descriptor is None:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # pyright: ignore[reportOptionalMemberAccess]
    except OSError as error:
        return error.errno not in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EINTR)
    return True
