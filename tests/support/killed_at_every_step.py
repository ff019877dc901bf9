"""Publishes over and over, killed (SIGKILL) one step later each time, and says what was left.

    python -m tests.support.killed_at_every_step FOLDER [--one-by-one]

A step is a line of Python that is executed while files are published. The last round is the one that nothing kills.
With `--one-by-one`, folders cannot be exchanged.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any

from alignprep.files import exchange, publishing
from alignprep.files.exchange import RELEASE_SUMS, SUMS, checksums

OLD = {"kept": b"old", "changed": b"old" * 1000, "retired": b"old"}
NEW = {"kept": b"old", "changed": b"new" * 1000, "added": b"new"}
OLD_OTHERS = {"wheel-1": b"old", "manifest": b"old"}
NEW_OTHERS = {"wheel-2": b"new", "manifest": b"new"}
FOREIGN = {"README.md": b"somebody's", "theirs/file": b"theirs", "theirs/deeper/file": b"theirs"}
WATCHED = ("alignprep",)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file in a folder, by its path."""
    return {
        str(path.relative_to(folder)): os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def whole(products: dict[str, bytes], others: dict[str, bytes]) -> dict[str, bytes]:
    """What a folder with those files and somebody else's must hold."""
    files = {**products, **others}
    sums = {SUMS: checksums(products).encode(), RELEASE_SUMS: checksums(files).encode()}
    return {**files, **FOREIGN, "theirs/link": b"file", **sums}


ALL_OLD, ALL_NEW = whole(OLD, OLD_OTHERS), whole(NEW, NEW_OTHERS)


def publish(dist: Path, products: dict[str, bytes], others: dict[str, bytes]) -> None:
    """Publish products and others."""
    with publishing.destination(dist) as place, place.locked():
        place.replace(products, others)


def prepare(dist: Path) -> None:
    """The state before: old files and somebody else's."""
    publish(dist, OLD, OLD_OTHERS)
    for name, data in FOREIGN.items():
        (dist / name).parent.mkdir(exist_ok=True)
        (dist / name).write_bytes(data)
    if not (dist / "theirs" / "link").is_symlink():
        (dist / "theirs" / "link").symlink_to("file")


def killed(dist: Path, step: int) -> bool:
    """Publish the new files in another process that kills itself at a step; whether it got so far."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
        return os.WIFSIGNALED(status)
    steps = count(1)

    def watch(frame: FrameType, event: str, argument: Any) -> Any:
        if not any(name in frame.f_code.co_filename for name in WATCHED):
            return None
        if event == "line" and next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return watch

    sys.settrace(watch)
    publish(dist, NEW, NEW_OTHERS)
    sys.settrace(None)
    os._exit(0)


def main(folder: Path, one_by_one: bool) -> None:
    """Exit with an assertion if anything but the old or the new files is ever there, or anything is left."""
    if one_by_one:

        def refused(one: Path, other: Path) -> None:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

        exchange._exchange = refused
    os.fsync = lambda descriptor: None  # A kill loses nothing that the kernel has; only a power cut would.
    dist = folder / "dist"
    seen = {"old": 0, "new": 0, "unfinished": 0}
    for step in count(1):
        prepare(dist)
        assert tree(dist) == ALL_OLD
        alive = not killed(dist, step)
        journal = dist / ".alignprep-publishing"
        if journal.is_dir():
            assert one_by_one, step
            seen["unfinished"] += 1
            with publishing.destination(dist):
                assert tree(dist) == ALL_NEW, (step, "the next build does not finish what was begun")
        shown = {name: data for name, data in tree(dist).items() if not name.startswith(".alignprep-build-")}
        assert shown in (ALL_OLD, ALL_NEW), (step, sorted(shown))
        seen["new" if shown == ALL_NEW else "old"] += 1
        inode = dist.stat().st_ino
        publish(dist, NEW, NEW_OTHERS)
        assert tree(dist) == ALL_NEW, step
        assert dist.stat().st_ino == inode, step
        assert os.listdir(folder) == ["dist"], (step, os.listdir(folder))
        if alive:
            break
    print(step, seen["old"], seen["new"], seen["unfinished"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--one-by-one" in sys.argv)
