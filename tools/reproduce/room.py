"""A room: a copy of the tree with an environment of its own, in which variations are arranged before `make build`."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["UNSET", "NotPossible", "Python", "Room"]

UNSET = "(unset)"
"""The value of a variable that is not to be there."""
ROOT = Path(__file__).resolve().parent.parent.parent
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".samples", "dist", "site", "__pycache__", ".*_cache", ".hypothesis", "node_modules", "*.egg-info",
    ".coverage*", ".alignprep-*",
)  # fmt: skip
"""What is no part of the tree; much of it comes and goes while tests run, and would be gone before it is copied."""


class NotPossible(Exception):
    """This machine cannot arrange a variation; the message says why."""


@dataclass(frozen=True)
class Python:
    """An interpreter, and the folder where the locked versions for it are installed."""

    executable: Path
    packages: Path


@dataclass
class Room:
    """What a variation may change before `prepare`; commands then get no other variables than `variables`."""

    temporary: Path
    python: Python
    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    make: list[str] = field(default_factory=list)
    wrappers: list[list[str]] = field(default_factory=list)
    """Commands that run a command, the outermost first."""
    umask: int = 0o022
    at_start: list[str] = field(default_factory=list)
    """Python that every interpreter of the room runs first."""
    tree: list[str] = field(default_factory=list)
    """Shell commands for the copied tree, run inside it."""
    builds: int = 1
    sdist: Path | None = None
    """The source distribution that the tree comes from; None for a copy of this tree."""
    owner: int | None = None

    def prepare(self) -> None:
        """Copy the tree and arrange it."""
        self._copy()
        self._environment()
        for command in self.tree:
            subprocess.run(command, shell=True, cwd=self.folder, check=True, capture_output=True)
        if self.owner is not None:
            for path in [self.temporary, *self.temporary.rglob("*")]:
                os.chown(path, self.owner, self.owner, follow_symlinks=False)

    def build(self) -> tuple[Path, Path]:
        """Build, and return dist/ and the folder of the large bank's exports.

        Raises `RuntimeError` with the output when the build fails.
        """
        for _ in range(self.builds):
            self.run(["make", "--no-print-directory", "-o", ".venv/.ready", *self.make, "build"])
        self.run([".venv/bin/python", "-P", "-m", "tools.reproduce.large", "large"])
        return self.folder / "dist", self.folder / "large"

    def run(self, command: list[str]) -> str:
        """The output of a command under everything that was arranged.

        Raises `RuntimeError` with all of it when the command fails.
        """
        variables = {"PATH": os.environ["PATH"], "HOME": str(self.temporary), **self.variables}
        variables = {name: value for name, value in variables.items() if value != UNSET}
        for wrapper in reversed(self.wrappers):
            command = [*wrapper, *command]
        run = subprocess.run(
            command, cwd=self.folder, env=variables, umask=self.umask, capture_output=True, text=True,
            errors="replace", stdin=subprocess.DEVNULL,
        )  # fmt: skip
        if run.returncode:
            raise RuntimeError((run.stdout + run.stderr).strip())
        return run.stdout

    def _copy(self) -> None:
        if self.sdist:
            with tarfile.open(self.sdist) as archive:
                archive.extractall(self.temporary / "sdist", filter="data")
            (top,) = (self.temporary / "sdist").iterdir()
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            top.rename(self.folder)
        else:
            shutil.copytree(ROOT, self.folder, ignore=LEFT_OUT)
        (self.folder / "alignprep" / "data" / "bank.json").unlink(missing_ok=True)
        for path in [self.folder, *self.folder.rglob("*")]:
            mode = 0o777 if path.is_dir() or os.access(path, os.X_OK) else 0o666
            path.chmod(mode & ~self.umask)

    def _environment(self) -> None:
        """A virtual environment that uses the installed packages, and this copy's alignprep in place of the tree's."""
        venv = self.folder / ".venv"
        subprocess.run([self.python.executable, "-m", "venv", "--without-pip", venv], check=True, capture_output=True)
        (site,) = venv.glob("lib/python*/site-packages")
        paths = [self.python.packages, self.folder, self.folder / "exporters"]
        (site / "room.pth").write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
        for number, code in enumerate(self.at_start):
            (site / f"zz{number}.pth").write_text(f"import sys; {code}\n", encoding="utf-8")
        (about,) = (ROOT / ".venv").glob("lib/python*/site-packages/alignprep-*.dist-info")
        shutil.copytree(about, site / about.name)
        script = venv / "bin" / "alignprep"
        text = "import sys\nsys.path.pop(0)\nfrom alignprep.__main__ import main\nsys.exit(main())\n"
        program = venv / "bin" / "alignprep.py"
        program.write_text(text, encoding="utf-8")
        script.write_text('#!/bin/sh\nhere=$(dirname "$0")\nexec "$here/python" "$here/alignprep.py" "$@"\n')
        script.chmod(0o755)
        (venv / ".ready").touch()
