"""Bytes -> files: one file, or all files of a folder and their checksums, whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from alignprep.errors import OutputError
from alignprep.files.exchange import RELEASE_SUMS, SUMS, checksums, finish, listed, replace_all, store
from alignprep.files.os_errors import unreadable, unwritable
from alignprep.files.signals import undisturbed
from alignprep.files.staging import is_staging, locked, staging

__all__ = ["RELEASE_SUMS", "SUMS", "Destination", "add", "checksums", "destination", "write"]


@dataclass(frozen=True, slots=True)
class Destination:
    """A folder to publish files into, and a folder to make them in."""

    name: Path
    """The folder as the user named it."""
    folder: Path
    """Its real path."""
    area: Path
    """A private folder on the same disk; removed at the end, or by the next build if this one is killed."""

    def earlier(self, wanted: Callable[[str], bool], *sums: str) -> dict[str, bytes]:
        """The bytes of an earlier build's products, by name; `wanted` says which.

        The names are those in the given files of checksums, in `SHA256SUMS` if none is given.
        """
        try:
            names = sorted(listed(self.folder, *(sums or (SUMS,))))
            found = {name: self.folder / name for name in names if wanted(name)}
            return {name: path.read_bytes() for name, path in found.items() if path.is_file()}
        except OSError as error:
            raise unreadable(self.name, error) from None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Inside, no other build publishes into the folder. Raises `OutputError` when another one takes too long."""
        with locked(_nearest_existing(self.folder.parent)):
            yield

    def replace(
        self, products: Mapping[str, bytes], others: Mapping[str, bytes] | None = None, *, keep: bool = False
    ) -> None:
        """Put files and their checksums into the folder, in place of those that an earlier build listed there.

        `SHA256SUMS` lists the products; if there are others, `RELEASE-SHA256SUMS` lists all. Everything else in the
        folder stays; with `keep`, so does what was listed, but for files of the same names. Call it inside `locked`.
        Raises `OutputError` with one line when it cannot be done; the old files are then untouched.
        """
        files = {**products, SUMS: checksums(products).encode()}
        if others:
            files |= {**others, RELEASE_SUMS: checksums({**products, **others}).encode()}
        try:
            with undisturbed():
                replace_all(self.folder, files, self.area, keep=keep)
        except OSError as error:
            raise unwritable(self.name, error) from None


@contextmanager
def destination(folder: Path) -> Iterator[Destination]:
    """A folder to publish into, which need not exist; a symbolic link to a folder stays one.

    First finishes what a killed build had begun there and removes what it left behind. Raises `OutputError` with one
    line when the folder cannot be written.
    """
    real = Path(os.path.realpath(folder))
    if real.exists() and not real.is_dir():
        raise OutputError(f"{folder} cannot be written: it is a file; move it away, or choose another folder")
    with ExitStack() as stack:
        try:
            if real.exists():
                _check_writable(real)
                with locked(_nearest_existing(real.parent)), undisturbed():
                    finish(real)
            area = stack.enter_context(staging(_work_places(real)))
        except OSError as error:
            raise unwritable(folder, error) from None
        yield Destination(folder, real, area)


def write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; its folder must exist. A pipe or a device is simply written to.

    Raises `OutputError` with one line when it cannot be written; the old file is then untouched.
    """
    real = Path(os.path.realpath(path))
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            path.write_bytes(data)
            return
        with staging([real.parent]) as area:
            store(area / real.name, data)
            os.replace(area / real.name, real)
    except OSError as error:
        raise unwritable(path, error) from None


def add(folder: Path, new: Mapping[Path, bytes], changed: Mapping[Path, bytes]) -> None:
    """Write new files below a folder and replace others there, all of them or none.

    No file is overwritten but those in `changed`, which come first: what they define is there before it is used.
    Folders are made as needed. Raises `OutputError` with one line when it cannot be done; everything is then as before.
    """
    undo: list[Callable[[], object]] = []
    try:
        with staging([folder]) as area:
            for index, data in enumerate((*changed.values(), *new.values())):
                store(area / str(index), data)
            with undisturbed():
                try:
                    for index, path in enumerate(changed):
                        os.replace(path, area / f"old-{index}")
                        undo.append(partial(os.replace, area / f"old-{index}", path))
                        os.replace(area / str(index), path)
                    for index, path in enumerate(new, len(changed)):
                        for missing in reversed([place for place in path.parents if not place.exists()]):
                            missing.mkdir()
                            undo.append(missing.rmdir)
                        _move_to_new(area / str(index), path)
                        undo.append(path.unlink)
                except OSError:
                    for step in reversed(undo):
                        with suppress(OSError):
                            step()
                    raise
    except OSError as error:
        place = Path(error.filename2 or error.filename or folder)
        raise unwritable(folder if any(map(is_staging, place.parts)) else place, error) from None


def _move_to_new(source: Path, target: Path) -> None:
    """Give a file another name, at which there is none. Raises `FileExistsError` if there is."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:  # A file system without hard links.
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        os.replace(source, target)


def _nearest_existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _work_places(folder: Path) -> list[Path]:
    """Where to work: beside the folder or, if that is on another disk or not writable, in it."""
    beside = _nearest_existing(folder.parent)
    if not folder.exists():
        return [beside]
    return [beside, folder] if folder.stat().st_dev == beside.stat().st_dev else [folder]


def _check_writable(folder: Path) -> None:
    """Raise the `OSError` that writing into the folder would raise."""
    if not os.access(folder, os.W_OK | os.X_OK):
        read_only = hasattr(os, "statvfs") and os.statvfs(folder).f_flag & os.ST_RDONLY
        number = errno.EROFS if read_only else errno.EACCES
        raise OSError(number, os.strerror(number))
