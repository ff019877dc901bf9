"""A project whose builds have bad luck: where and under what limits they run, and what must hold afterwards."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
FATE: Final = ROOT / "tests" / "support" / "fate"
"""What stands here on PYTHONPATH sends a process a signal at the moment that its variable FATE names."""
LISTS: Final = ("SHA256SUMS", "RELEASE-SHA256SUMS")
"""The files of checksums: of the products, and of every file."""
_IN_NAMESPACE: Final = """set -e
{mounts}
cd "$PROJECT"
set +e
"$@"
status=$?
ls -A "$TMPDIR" >"$AFTER-tmp"
cp -RP "$PROJECT" "$AFTER"
exit $status
"""


def _namespace() -> tuple[str, ...]:
    """The command that gives a process mounts of its own, which end with it; empty where that is not allowed."""
    with tempfile.TemporaryDirectory() as place:
        mount = ("sh", "-c", 'mount -t tmpfs none "$0" && mount --bind "$0" "$0"', place)
        for command in (("unshare", "--mount"), ("unshare", "--user", "--map-root-user", "--mount")):
            if shutil.which("unshare") and subprocess.run([*command, *mount], capture_output=True).returncode == 0:
                return command
    return ()


NAMESPACE: Final = _namespace()


@dataclass(frozen=True)
class Done:
    """What a command has said, and its status as a shell gives it."""

    status: int
    out: bytes
    err: str


def tree(folder: Path) -> dict[str, bytes]:
    """Every file in a folder and below, by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@dataclass(frozen=True)
class Project:
    """A folder `project` with `dist` in it, a TMPDIR, and two versions of the content with what is made of each."""

    root: Path
    made: Path
    """Holds `old` and `new`, each with `content` and the `dist` that is made of it."""

    @property
    def folder(self) -> Path:
        return self.root / "project"

    @property
    def tmp(self) -> Path:
        return self.root / "tmp"

    @property
    def dist(self) -> Path:
        return self.folder / "dist"

    @property
    def old(self) -> dict[str, bytes]:
        return tree(self.made / "old" / "dist")

    @property
    def new(self) -> dict[str, bytes]:
        return tree(self.made / "new" / "dist")

    def command(self, *arguments: str, version: str = "new", command: str = "build") -> list[str]:
        """A call of `alignprep`, on one version of the content."""
        content = str(self.made / version / "content")
        return [sys.executable, "-m", "tests.support.quick_build", command, *arguments, "--bank", content]

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """Without what measures coverage, which opens files of its own and complains where it cannot.

        Bytecode is written, far from here, so that all but the first process start faster.
        """
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTHON"))}
        own = {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(self.made / "bytecode"), "TMPDIR": str(self.tmp)}
        return {**plain, **own, **(more or {})}

    def fate(self, fate: str) -> dict[str, str]:
        """The environment in which a process meets what `tests/support/fate` sends it at that moment."""
        return self.environment({"FATE": fate, "PYTHONPATH": os.pathsep.join([str(FATE), str(ROOT)])})

    def start(self, command: list[str], *, limits: Mapping[int, int] | None = None, **more: object) -> subprocess.Popen:
        def limited() -> None:
            for what, limit in (limits or {}).items():
                resource.setrlimit(what, (limit, limit))

        settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": self.environment(), **more}
        return subprocess.Popen(command, cwd=self.folder, preexec_fn=limited, **settings)  # type: ignore[call-overload]

    def run(self, command: list[str], *, limits: Mapping[int, int] | None = None, **more: object) -> Done:
        return ended(self.start(command, limits=limits, **more))

    def run_mounted(self, mounts: str, command: list[str]) -> Done:
        """Run with mounts of its own; what stands in the project and in TMPDIR at its end is copied for `after`."""
        script = _IN_NAMESPACE.format(mounts=mounts)
        places = {"PROJECT": self.folder, "DIST": self.dist, "OLD": self.made / "old" / "dist", "AFTER": self.after}
        environment = self.environment({name: str(path) for name, path in places.items()})
        return ended(self.start([*NAMESPACE, "sh", "-c", script, "sh", *command], env=environment))

    @property
    def after(self) -> Path:
        """The copy of the project that `run_mounted` leaves."""
        return self.root / "after"

    def left(self) -> list[str]:
        """What builds have left beside dist, in TMPDIR and among the processes of this machine."""
        beside = [name for folder in (self.folder, self.tmp) for name in os.listdir(folder) if name != "dist"]
        return beside + [name for name in os.listdir(self.dist) if name.startswith(".")] + self.processes()

    def processes(self) -> list[str]:
        """The processes that work in this project; those that are ending get a moment."""
        until = time.monotonic() + 600
        while (found := self._processes()) and time.monotonic() < until:
            time.sleep(0.02)
        return found

    def _processes(self) -> list[str]:
        found = []
        for entry in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                command = entry.read_bytes()
            except OSError:  # It has just ended.
                continue
            if os.fsencode(self.root) in command:
                found.append(os.fsdecode(command))
        return found


def verified(dist: Path) -> bool:
    """Whether `sha256sum` finds what the files of checksums say."""
    checks = [["sha256sum", "--check", "--strict", "--quiet", sums] for sums in LISTS]
    return all(subprocess.run(check, cwd=dist).returncode == 0 for check in checks)


def ended(process: subprocess.Popen[bytes]) -> Done:
    """Wait for a process, and take what it has written."""
    out, err = process.communicate(timeout=600)
    status = process.returncode
    return Done(128 - status if status < 0 else status, out or b"", (err or b"").decode())
