"""A build is all or nothing: the command itself, killed, interrupted, in rough places, and several at once."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from alignprep import load
from alignprep.build.build import products_of
from alignprep.files.exchange import LINKED
from tests.support.bad_luck import LISTS, NAMESPACE, ROOT, Done, Project, ended, tree, verified

pytestmark = pytest.mark.usefixtures("heard_signals")
MOUNTED = ("mounted on the project", "mounted on dist") if NAMESPACE else ()
"""Ways that only some machines allow; each test of them has another way too, which runs everywhere."""
PLACES = {"mounted on the project": "$PROJECT", "mounted on dist": "$DIST"}
PUBLISHING = ".alignprep-build-*/new"
WORKING = "os.mkdir */job-1"
"""The event of Python's when the second exporter is to begin, and the first one has."""
NO_TIME = ("--timeout", "1e-9")
"""So little that no exporter can have ended, however late somebody looks."""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """Two versions of the content, what is made of each, and how many seconds that takes."""
    made = tmp_path_factory.mktemp("made")
    for version in ("old", "new"):
        content = shutil.copytree(ROOT / "tests" / "data" / "content", made / version / "content")
        question = content / "beginner" / "rlhf-pipeline.yaml"
        source = question.read_text(encoding="utf-8")
        changed = source.replace("title: The RLHF pipeline", f"title: The {version} RLHF pipeline")
        question.write_text(changed, encoding="utf-8")
    (made / "project").mkdir()
    (made / "tmp").mkdir()
    project = Project(made, made)
    for version in ("old", "new"):
        started = time.monotonic()
        done = project.run(project.command("--dist", str(made / version / "dist"), version=version))
        assert done.status == 0, done.err
    assert project.old.keys() == project.new.keys() == {"alignprep.json", "questions.csv", "manifest.json", *LISTS}
    assert all(project.old[name] != project.new[name] for name in project.old)
    return made, time.monotonic() - started


@pytest.fixture
def project(tmp_path: Path, made: tuple[Path, float]) -> Project:
    """A project whose dist is the old one."""
    project = Project(tmp_path, made[0])
    project.tmp.mkdir()
    shutil.copytree(project.made / "old" / "dist", project.dist)
    return project


def refused(done: Done, *words: str) -> bool:
    """Whether a command has ended with status 1 and one line that has these words; if not, what it said is shown."""
    assert done.status == 1, done
    (line,) = done.err.splitlines()
    assert line.startswith("alignprep: ")
    assert line.isprintable()
    for word in words:
        assert word in line
    return done.out == b""


def appears(project: Project, process: subprocess.Popen[bytes], pattern: str) -> bool:
    """Wait until there is such a file in the project; False if the process ends before."""
    while process.poll() is None:
        if next(project.folder.glob(pattern), None):
            return True
    return False


def crowd(dist: Path) -> dict[str, bytes]:
    """So many files of others that a folder is not exchanged, as if it were a mount point, but on any machine."""
    others = {f"theirs-{number}": b"" for number in range(LINKED + 1)}
    for name in others:
        (dist / name).touch()
    return others


def later(seconds: float) -> Callable[..., object]:
    return lambda project, process, _: time.sleep(seconds)


@pytest.mark.parametrize("part", range(4), ids=["first quarter", "second", "third", "last, and while publishing"])
def test_a_killed_build_leaves_the_old_files_or_the_new(project: Project, made: tuple[Path, float], part: int) -> None:
    waits = [later(made[1] * (part + random.random()) / 4) for _ in range(3)]
    if part == 3:
        waits[1:] = [appears, appears]
    for wait in waits:
        target = "new" if tree(project.dist) == project.old else "old"
        process = project.start(project.command(version=target), start_new_session=True)
        wait(project, process, PUBLISHING)
        process.kill()
        ended(process)
        assert tree(project.dist) in (project.old, project.new)
        assert verified(project.dist)
        assert project.processes() == []
        assert os.listdir(project.tmp) == []
        assert len(os.listdir(project.folder)) <= 2, "the builds after a killed one remove what it has left"
    assert project.run(project.command()).status == 0
    assert tree(project.dist) == project.new
    assert project.left() == []


@pytest.mark.parametrize(
    ("moment", "shown"),
    [("1 0", "old"), ("1 1", "new"), ("2 0", "new"), ("2 1", "new")],
    ids=["before the exchange", "after it", "before it is exchanged back", "after that"],
)
def test_a_kill_at_the_exchange_of_the_folders(project: Project, moment: str, shown: str) -> None:
    done = project.run(project.command(), env=project.fate(f"SIGKILL ctypes.dlsym renameat2 {moment}"))
    assert (done.status, done.err) == (137, "")
    assert tree(project.dist) == getattr(project, shown)
    assert verified(project.dist)
    assert project.processes() == []
    assert project.run(project.command(*NO_TIME)).status == 1, "a build that makes nothing cleans up too"
    assert tree(project.dist) == getattr(project, shown)
    assert project.left() == []


@pytest.mark.parametrize(
    "name", ["questions.csv", *(pytest.param(name, marks=pytest.mark.acceptance) for name in LISTS)]
)
def test_a_kill_between_two_files_is_mended_by_the_next_build(project: Project, name: str) -> None:
    """Where folders cannot be exchanged. Even a build that makes nothing finishes what the killed one had begun."""
    others = crowd(project.dist)
    fate = project.fate(f"SIGKILL os.rename {project.dist / name} 1 0")
    done = project.run(project.command(), env=fate)
    assert (done.status, done.err) == (137, "")
    found = {file: data for file, data in tree(project.dist).items() if file in project.new}
    order = [*sorted(project.new.keys() - {*LISTS}), *LISTS]
    moved = order[: order.index(name)]
    assert found == {**project.old, **{file: project.new[file] for file in moved}}
    assert moved
    assert not verified(project.dist)
    done = project.run(project.command(*NO_TIME))
    assert done.status == 1
    assert done.err.splitlines()[-1] == "alignprep: no product was made; dist is as it was"
    assert tree(project.dist) == {**project.new, **others}
    assert verified(project.dist)
    assert project.left() == []


@pytest.mark.acceptance
def test_a_kill_while_the_real_exporters_work(project: Project) -> None:
    """Anki, PDF and DOCX: the installed command with all its products, of all questions.

    All begin at once, and the command stops itself before the last one begins, so that it is killed before any has been
    taken note of, however late the kill comes.
    """
    command = [str(Path(sys.executable).with_name("alignprep")), "build", "--bank", str(ROOT / "content")]
    products = products_of(load())
    fate = project.fate(f"SIGSTOP os.mkdir */job-{len(products) - 1} 1 0")
    process = project.start([*command, "--jobs", str(len(products))], start_new_session=True, env=fate)
    jobs = {product.exporter: job for job, product in reversed([*enumerate(products)])}
    for name in ("anki", "pdf", "docx"):  # until each has been loaded
        assert appears(project, process, f".alignprep-build-*/job-{jobs[name]}/result")
    process.kill()
    ended(process)
    assert project.processes() == []
    assert tree(project.dist) == project.old
    assert verified(project.dist)
    assert os.listdir(project.tmp) == []
    assert project.run(project.command()).status == 0
    assert tree(project.dist) == project.new
    assert project.left() == []


@pytest.mark.parametrize(
    ("moment", "shown"),
    [(WORKING, "old"), ("shutil.rmtree */job-0", "old"), ("ctypes.dlsym renameat2", "new")],
    ids=["while exporters work", "when one has ended", "while it publishes"],
)
@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_signal_ends_a_build_cleanly(
    project: Project, number: signal.Signals, status: int, moment: str, shown: str
) -> None:
    done = project.run(project.command("--jobs", "2"), env=project.fate(f"{number.name} {moment} 1 0"))
    assert done.status == status
    assert done.err == ("alignprep: interrupted\n" if number == signal.SIGINT else "")
    assert tree(project.dist) == getattr(project, shown)
    assert verified(project.dist)
    assert project.left() == []


def test_what_takes_a_build_away_from_its_terminal_is_ignored_under_nohup(project: Project) -> None:
    """The moment is one of those at which the same signal ends a build, as the test before this one shows."""
    command, fate = project.command("--jobs", "2"), project.fate(f"SIGHUP {WORKING} 1 0")
    done = project.run(["nohup", *command], stdin=subprocess.DEVNULL, env=fate)
    assert done.status == 0, done
    assert tree(project.dist) == project.new


FULL = """mount -t tmpfs -o size=1m none "{place}"
cp -R "$OLD" "$PROJECT/dist.copy" && mkdir -p "$DIST" && cp "$PROJECT/dist.copy"/* "$DIST" && rm -r "$PROJECT/dist.copy"
dd if=/dev/zero of="{place}/fill" bs=1k count=2000 2>/dev/null || true
truncate -s -{free}k "{place}/fill"
"""


@pytest.mark.parametrize("way", [*MOUNTED, "a limit on files"])
@pytest.mark.parametrize("free", [0, 16, 40])
def test_a_full_disk(project: Project, way: str, free: int) -> None:
    if way in MOUNTED:
        done = project.run_mounted(FULL.format(place=PLACES[way], free=free), project.command())
        dist = project.after / "dist"
        assert refused(done, "no space left on device", "free some space and try again")
        (dist.parent / "fill").unlink(missing_ok=True)
        (dist / "fill").unlink(missing_ok=True)
        assert os.listdir(dist.parent) == ["dist"]
        assert (project.root / "after-tmp").read_text() == ""
    else:
        done = project.run(project.command(), limits={resource.RLIMIT_FSIZE: free * 100})
        dist = project.dist
        assert refused(done, "file too large")
    assert tree(dist) == project.old
    assert project.left() == []


@pytest.mark.parametrize("limit", [0, 5_000])
def test_a_limit_on_the_size_of_files(project: Project, limit: int) -> None:
    done = project.run(project.command(), limits={resource.RLIMIT_FSIZE: limit})
    assert refused(done, "file too large", "raise the limit on the size of files (ulimit -f) and try again")
    assert tree(project.dist) == project.old
    assert project.left() == []


@pytest.mark.parametrize("way", ["mounted", "a file"] if NAMESPACE else ["a file"])
def test_a_full_tmpdir_does_not_matter(project: Project, way: str) -> None:
    export = project.command("csv", "-o", "-", "--edition", "interviewer", command="export")
    if way == "mounted":
        full = 'mount -t tmpfs -o size=4k none "$TMPDIR"\ndd if=/dev/zero of="$TMPDIR/fill" 2>/dev/null || true'
        exported = project.run_mounted(full, export)
        shutil.rmtree(project.after)
        done = project.run_mounted(full, project.command())
        assert (project.root / "after-tmp").read_text() == "fill\n"
    else:  # A file cannot hold anything either.
        (project.root / "file").touch()
        environment = project.environment({"TMPDIR": str(project.root / "file")})
        exported = project.run(export, env=environment)
        done = project.run(project.command(), env=environment)
    assert (exported.status, exported.err) == (0, "")
    assert exported.out == project.new["questions.csv"]
    assert done.status == 0
    assert tree(project.dist) == project.new
    assert project.left() == []


READ_ONLY = 'mount --bind "{0}" "{0}" && mount -o remount,ro,bind "{0}"'


@pytest.mark.parametrize("way", ["mounted", "a limit on files"] if NAMESPACE else ["a limit on files"])
def test_no_place_for_temporary_files_is_one_line(project: Project, way: str) -> None:
    export = project.command("csv", "-o", "-", command="export")
    if way == "mounted":
        # The project and its TMPDIR may be below one of the first two; if not, they are made read-only too. What
        # `run_mounted` itself would write has no place then.
        places = ("/tmp", "/var/tmp", "$PROJECT", "$TMPDIR")
        mounts = "\n".join(map(READ_ONLY.format, places)) + "\nAFTER=/dev/null\nPROJECT=/nowhere"
        done = project.run_mounted(f'{mounts}\nset +e; "$@"; exit $?', export)
    else:  # Where no file may hold a byte, no folder is one for temporary files.
        done = project.run(export, limits={resource.RLIMIT_FSIZE: 0})
    assert done == Done(
        1, b"", "alignprep: there is no folder for temporary files; set TMPDIR to one that can be written\n"
    )
    assert tree(project.dist) == project.old
    assert project.left() == []


@pytest.mark.parametrize("way", [*MOUNTED, "permissions"])
def test_a_read_only_dist(project: Project, way: str) -> None:
    if way in MOUNTED:
        done = project.run_mounted(READ_ONLY.format(PLACES[way]), project.command())
        assert refused(done, "dist cannot be written: read-only file system; choose another place")
        assert (project.root / "after-tmp").read_text() == ""
    elif os.geteuid():
        project.dist.chmod(0o500)
        done = project.run(project.command())
        project.dist.chmod(0o700)
        assert refused(done, "dist cannot be written: permission denied; change its permissions or choose")
    else:  # Permissions mean nothing to this user; the kernel's own folder refuses all.
        assert refused(project.run(project.command("--dist", "/proc/dist")), "/proc/dist cannot be written: ")
    assert tree(project.dist) == project.old
    assert project.left() == []


def test_few_file_descriptors(project: Project) -> None:
    done = project.run(project.command("--jobs", "8"), limits={resource.RLIMIT_NOFILE: 16})
    assert done.status == 0, done.err
    assert tree(project.dist) == project.new
    assert project.left() == []


def test_too_few_file_descriptors(project: Project) -> None:
    done = project.run(project.command(), limits={resource.RLIMIT_NOFILE: 7})
    assert refused(done, "oo many open files", "raise the limit on open files (ulimit -n) and try again")
    assert tree(project.dist) == project.old
    assert project.left() == []


def test_three_builds_at_once(project: Project) -> None:
    processes = [project.start(project.command(version=version)) for version in ("new", "old", "new")]
    results = [ended(process) for process in processes]
    assert [done.status for done in results] == [0, 0, 0], results
    assert tree(project.dist) in (project.old, project.new)
    assert verified(project.dist)
    assert project.left() == []


@pytest.mark.parametrize("target", ["elsewhere", "dangling"])
def test_dist_is_a_symbolic_link(project: Project, target: str) -> None:
    if target == "elsewhere":
        project.dist.rename(project.root / target)
    else:
        shutil.rmtree(project.dist)
    project.dist.symlink_to(project.root / target)
    before = set(os.listdir(project.root)) | {target}
    assert project.run(project.command()).status == 0
    assert project.dist.is_symlink()
    assert tree(project.root / target) == project.new
    assert set(os.listdir(project.root)) == before
    assert project.left() == []


@pytest.mark.parametrize("dist", ["dist", "dist/below"])
def test_dist_is_a_file(project: Project, dist: str) -> None:
    shutil.rmtree(project.dist)
    project.dist.write_text("mine")
    assert refused(
        project.run(project.command("--dist", dist)), f"{dist} cannot be written: ", "move ", "choose another"
    )
    assert project.dist.read_text() == "mine"
    assert os.listdir(project.folder) == ["dist"]


@pytest.mark.parametrize("way", ["mounted", "many files of others"] if NAMESPACE else ["many files of others"])
def test_a_dist_that_cannot_be_exchanged(project: Project, way: str) -> None:
    if way == "mounted":
        mount = 'mount -t tmpfs -o size=1m none "$DIST" && cp "$OLD"/* "$DIST" && echo mine >"$DIST/mine"'
        done = project.run_mounted(mount, project.command())
        others, folder = {"mine": b"mine\n"}, project.after
        assert (project.root / "after-tmp").read_text() == ""
    else:
        others, folder = crowd(project.dist), project.folder
        done = project.run(project.command(), env=project.fate("SIGKILL ctypes.dlsym renameat2 1 0"))
    assert done.status == 0, f"killed at an exchange, or {done.err}"
    assert os.listdir(folder) == ["dist"]
    assert tree(folder / "dist") == {**project.new, **others}
    assert sorted(os.listdir(folder / "dist")) == sorted([*project.new, *others])
    assert project.left() == []


def test_the_files_of_others_stay(project: Project) -> None:
    (project.dist / "theirs").mkdir()
    (project.dist / "theirs" / "deep").write_bytes(b"theirs")
    (project.dist / "mine").write_bytes(b"mine")
    (project.dist / "mine").chmod(0o600)
    (project.dist / "link").symlink_to("/nowhere")
    assert project.run(project.command()).status == 0
    assert tree(project.dist) == {**project.new, "theirs/deep": b"theirs", "mine": b"mine"}
    assert (project.dist / "link").readlink() == Path("/nowhere")
    assert (project.dist / "mine").stat().st_mode & 0o777 == 0o600
    assert project.left() == []


def test_a_folder_of_others_in_the_place_of_a_file(project: Project) -> None:
    (project.dist / "questions.csv").unlink()
    (project.dist / "questions.csv").mkdir()
    (project.dist / "questions.csv" / "mine").write_bytes(b"mine")
    done = project.run(project.command())
    assert refused(done, "questions.csv", "move the folder that is in the way, or choose another place")
    assert tree(project.dist) == {
        **{name: data for name, data in project.old.items() if name != "questions.csv"}, "questions.csv/mine": b"mine"
    }  # fmt: skip
    assert project.left() == []


@pytest.mark.parametrize(
    ("command", "arguments"),
    [("export", ("csv", "-o", "-")), ("build", ()), ("list", ())],
    ids=lambda value: str(value),
)
def test_standard_output_that_cannot_be_written(project: Project, command: str, arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        done = project.run(project.command(*arguments, command=command), stdout=full)
    assert done.status == 1
    assert done.err == (
        "alignprep: standard output cannot be written: no space left on device; free some space and try again\n"
    )
    assert tree(project.dist) == (project.new if command == "build" else project.old)
    assert project.left() == []
    closed = ["sh", "-c", 'exec "$@" >&-', "sh", *project.command(*arguments, command=command)]
    done = project.run(closed)
    assert "Traceback" not in done.err
    if command == "export":
        assert refused(done, "standard output cannot be written: it is closed")
