"""Builds the tree twice more, each time elsewhere and otherwise, and compares the bytes with dist/SHA256SUMS.

Run by `make verify`. The copies hold what a clone would hold; the virtual environment is the same.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".samples", "dist", "__pycache__", ".*_cache", ".hypothesis", "node_modules", "*.egg-info"
)
VARIATIONS = {
    "long path, Kiritimati, Turkish, umask 077": (
        "a long path/with spaces and ünïcode",
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": "1"},
        0o077,
    ),
    "short path, half-hour zone, C locale, umask 000, no home": (
        "b",
        {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "4242", "HOME": "/nonexistent", "PYTHONUTF8": "0"},
        0o000,
    ),
}


def built(folder: Path, variables: dict[str, str], umask: int) -> str:
    """The SHA256SUMS of a build of a copy of the tree."""
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o777 & ~umask if path.is_dir() or os.access(path, os.X_OK) else 0o666 & ~umask)
    environment = {**os.environ, **variables, "PYTHONPATH": f"{folder}:{folder / 'exporters'}"}
    environment["SOURCE_DATE_EPOCH"] = os.environ.get("SOURCE_DATE_EPOCH", "1580601600")
    packages = folder / "packages"
    for command in (
        ["build", "--no-isolation", "--outdir", str(packages), "."],
        ["alignprep", "build", "--content", "content", "--dist", "dist"],
    ):
        if command[0] == "alignprep":
            environment["SOURCE_DATE_EPOCH"] = variables.get("SOURCE_DATE_EPOCH", "garbage")
            command += [word for path in sorted(packages.iterdir()) for word in ("--add", str(path))]
        run = subprocess.run(
            [sys.executable, "-m", *command], cwd=folder, env=environment, umask=umask, capture_output=True, text=True
        )
        if run.returncode:
            sys.exit(f"{' '.join(command[:2])} failed:\n{run.stdout}{run.stderr}")
    return (folder / "dist" / "SHA256SUMS").read_text(encoding="utf-8")


def main() -> None:
    """Exit with status 1, naming the files that differ, unless all is the same."""
    expected = (ROOT / "dist" / "SHA256SUMS").read_text(encoding="utf-8")
    different = False
    with tempfile.TemporaryDirectory() as temporary:
        for name, (path, variables, umask) in VARIATIONS.items():
            sums = built(Path(temporary) / path, variables, umask)
            differing = sorted({line[66:] for line in set(sums.splitlines()) ^ set(expected.splitlines())})
            print(f"{name}: {'differs: ' + ', '.join(differing) if differing else 'the same bytes'}")
            different |= bool(differing)
    tracked = subprocess.run(["git", "show", "HEAD:dist/SHA256SUMS"], cwd=ROOT, capture_output=True, text=True)
    if tracked.returncode == 0 and tracked.stdout != expected:
        print("dist/SHA256SUMS differs from the committed one: commit it with the change that caused it")
        different = True
    sys.exit(different)


if __name__ == "__main__":
    main()
