from __future__ import annotations

import errno
import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from alignprep.errors import OutputError
from alignprep.files import staging as module
from alignprep.files.staging import is_staging, locked, remove, staging

PREFIX = ".alignprep-build-"


class Maker:
    """Another process, which does something and then waits until it is ended."""

    def __init__(self, work: Callable[[], object]) -> None:
        reading, writing = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            try:
                os.write(writing, str(work()).encode())
                signal.pause()
            finally:
                os._exit(1)
        os.close(writing)
        with open(reading, encoding="utf-8") as pipe:
            self.said = os.read(pipe.fileno(), 4096).decode()

    def end(self) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.pid = 0


@pytest.fixture
def start() -> Iterator[Callable[[Callable[[], object]], Maker]]:
    makers: list[Maker] = []

    def start(work: Callable[[], object]) -> Maker:
        makers.append(Maker(work))
        return makers[-1]

    yield start
    for maker in makers:
        maker.end()


def entered(place: Path) -> Path:
    """The folder of a maker, in the process that calls this; it is left when the process ends."""
    keep.append(staging([place]))
    area = keep[-1].__enter__()
    (area / "file").write_text("half")
    return area


keep: list = []  # type: ignore[type-arg]


def test_a_folder_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    with staging([tmp_path]) as area:
        assert area.parent == tmp_path
        assert re.fullmatch(re.escape(PREFIX) + "[0-9a-f]{16}", area.name)
        assert is_staging(area.name)
        assert area.stat().st_mode & 0o777 == 0o700
        (area / "below").mkdir()
        (area / "below" / "file").write_text("text")
        (area / "below").chmod(0o500)
    assert os.listdir(tmp_path) == []


def test_an_error_inside_passes_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), staging([tmp_path]):
        raise ZeroDivisionError
    assert os.listdir(tmp_path) == []


def test_the_first_place_that_can_hold_it(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "file").touch()
    with staging([tmp_path / "nowhere", tmp_path / "file", tmp_path / "here", tmp_path]) as area:
        assert area.parent == tmp_path / "here"
    with pytest.raises(NotADirectoryError), staging([tmp_path / "nowhere", tmp_path / "file"]):
        pass


def test_what_a_dead_maker_left_is_removed_and_the_living_keep_theirs(
    tmp_path: Path, start: Callable[[Callable[[], object]], Maker]
) -> None:
    living, dead = start(lambda: entered(tmp_path)), start(lambda: entered(tmp_path))
    with staging([tmp_path]) as area:
        assert {area, Path(living.said), Path(dead.said)} == set(tmp_path.iterdir())
    dead.end()
    assert Path(dead.said).exists(), "nobody has swept yet"
    with staging([tmp_path]) as area:
        assert {area, Path(living.said)} == set(tmp_path.iterdir())
    assert (Path(living.said) / "file").read_text() == "half"


def test_every_place_is_swept(tmp_path: Path, start: Callable[[Callable[[], object]], Maker]) -> None:
    (tmp_path / "dist").mkdir()
    start(lambda: entered(tmp_path / "dist")).end()
    with staging([tmp_path, tmp_path / "dist"]):
        assert os.listdir(tmp_path / "dist") == []


def test_the_number_of_a_process_means_nothing(
    tmp_path: Path, start: Callable[[Callable[[], object]], Maker], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A maker is known by its lock, so another process with the number of a dead one keeps nothing alive."""
    dead = start(lambda: entered(tmp_path))
    number = dead.pid
    dead.end()
    monkeypatch.setattr(os, "getpid", lambda: number)
    monkeypatch.setattr(os, "kill", lambda pid, signal: None)  # Whoever asks hears that it lives.
    with staging([tmp_path]) as area:
        assert list(tmp_path.iterdir()) == [area]


def test_two_in_one_process_leave_each_other_alone(tmp_path: Path) -> None:
    with staging([tmp_path]) as one, staging([tmp_path]) as other:
        assert {one, other} == set(tmp_path.iterdir())
    assert os.listdir(tmp_path) == []


def test_a_child_that_outlives_its_maker_keeps_the_folder(
    tmp_path: Path, start: Callable[[Callable[[], object]], Maker]
) -> None:
    def work() -> str:
        area = entered(tmp_path)
        child = os.fork()
        if not child:
            signal.pause()
            os._exit(0)
        return f"{child} {area}"

    maker = start(work)
    child, area = maker.said.split()
    maker.end()
    try:
        with staging([tmp_path]):
            assert Path(area).exists()
    finally:
        os.kill(int(child), signal.SIGKILL)


@pytest.mark.parametrize("name", [f"{PREFIX}notes", f"{PREFIX}0123456789abcdef.old", PREFIX, ".alignprep", "theirs"])
def test_a_folder_that_only_looks_like_one_stays(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "file").write_text("theirs")
    with staging([tmp_path]):
        pass
    assert (tmp_path / name / "file").read_text() == "theirs"


def test_a_file_and_a_link_of_such_a_name_stay(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "file").touch()
    (tmp_path / "theirs").chmod(0o750)
    (place / f"{PREFIX}{'0' * 16}").write_text("theirs")
    (place / f"{PREFIX}{'1' * 16}").symlink_to(tmp_path / "theirs")
    with staging([place]):
        pass
    assert len(os.listdir(place)) == 2
    assert os.listdir(tmp_path / "theirs") == ["file"]
    assert (tmp_path / "theirs").stat().st_mode & 0o777 == 0o750


@pytest.mark.parametrize("moment", ["before it is opened", "after"])
def test_one_that_is_swept_before_its_lock_is_taken_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    opened, seen = module._open, []

    def swept(folder: Path) -> int | None:
        seen.append(folder)
        if len(seen) > 1:
            return opened(folder)
        if moment == "after":
            descriptor = opened(folder)
        folder.rmdir()
        return descriptor if moment == "after" else opened(folder)

    monkeypatch.setattr(module, "_open", swept)
    with staging([tmp_path]) as area:
        assert area == seen[1] != seen[0]
        assert area.is_dir()


def test_where_no_lock_can_be_had_it_gives_up_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_try_lock", lambda descriptor: False)
    with pytest.raises(BlockingIOError, match="was locked by another process"), staging([tmp_path]):
        pytest.fail("it has a folder without a lock")
    assert os.listdir(tmp_path) == []


def test_where_folders_have_no_locks_what_is_left_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = tmp_path / f"{PREFIX}{'0' * 16}"
    left.mkdir()

    def refuses(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(module.fcntl, "flock", refuses)
    with staging([tmp_path]) as area, locked(tmp_path), locked(tmp_path):
        assert {area, left} == set(tmp_path.iterdir())
    monkeypatch.setattr(module, "fcntl", None)  # as on Windows
    with staging([tmp_path]) as area, locked(tmp_path), locked(tmp_path):
        assert {area, left} == set(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == [left]


def lock(folder: Path) -> str:
    keep.append(locked(folder))
    keep[-1].__enter__()
    return "inside"


def test_one_at_a_time(
    tmp_path: Path, start: Callable[[Callable[[], object]], Maker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.1)
    other = start(lambda: lock(tmp_path))
    with pytest.raises(OutputError, match="has been locked by another program for more than 0"), locked(tmp_path):
        pytest.fail("two are inside")
    other.end()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), locked(tmp_path):
            raise ZeroDivisionError


def test_one_waits_until_the_other_is_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = locked(tmp_path)
    other.__enter__()
    waited = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            other.__exit__(None, None, None)

    monkeypatch.setattr(module.time, "sleep", sleep)
    with locked(tmp_path):
        assert len(waited) == 3


def test_a_folder_that_cannot_be_opened_has_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that may be entered and not be read. Permissions mean nothing to some users, so the opening fails here."""

    def refuses(path: object, flags: int) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "open", refuses)
    with locked(tmp_path):
        assert tmp_path.is_dir()


def test_what_cannot_be_removed_is_no_error(tmp_path: Path) -> None:
    remove(tmp_path / "nowhere")
    assert os.listdir(tmp_path) == []


def test_folders_that_nobody_may_write_are_removed_and_links_lead_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Permissions mean nothing to some users, so what is asked is how they are when the removal begins."""
    (tmp_path / "tree" / "below").mkdir(parents=True)
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs").chmod(0o755)
    (tmp_path / "tree" / "link").symlink_to(tmp_path / "theirs")
    (tmp_path / "tree" / "below").chmod(0)
    (tmp_path / "tree").chmod(0o500)
    rmtree, modes = module.shutil.rmtree, []

    def seen(tree: Path, ignore_errors: bool) -> None:
        modes.extend(path.stat().st_mode & 0o777 for path in (tree, tree / "below", tmp_path / "theirs"))
        rmtree(tree, ignore_errors=ignore_errors)

    monkeypatch.setattr(module.shutil, "rmtree", seen)
    remove(tmp_path / "tree")
    assert modes == [0o700, 0o700, 0o755]
    assert os.listdir(tmp_path) == ["theirs"]
