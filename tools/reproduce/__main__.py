"""Builds the tree elsewhere and otherwise, and compares with dist/; run by `make reproduce`.

Each build also exports a generated bank of 500 questions. Variations are made several at once, since a build takes
time; where such a build differs or fails, each of its variations is made alone to find the culprit. Every variation is
named with its result. Exit status: 0 when every build that was possible gave the same bytes, 1 otherwise. Words as
arguments choose variations that are named so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from alignprep.files.publishing import RELEASE_SUMS, SUMS
from tools.reproduce import pythons
from tools.reproduce.explain import explain
from tools.reproduce.room import ROOT, NotPossible, Python, Room
from tools.reproduce.variations import GROUPS, Variation

SAME = "same bytes"
IMPOSSIBLE = "not possible here"
LARGE = ROOT / ".venv" / "large"
"""The large bank's exports, as this environment makes them."""


def outcome(python: Python, variations: Sequence[Variation]) -> tuple[str, dict[str, str]]:
    """How a build with these variations compares, and why some of them are not among them."""
    refused: dict[str, str] = {}
    temporary = Path(tempfile.mkdtemp(prefix="reproduce-"))
    temporary.chmod(0o755)
    try:
        room = Room(temporary, python, temporary / "tree")
        for variation in variations:
            try:
                variation.arrange(room)
            except NotPossible as error:
                refused[variation.name] = str(error)
        if len(refused) == len(variations) and variations:
            return "", refused
        try:
            room.prepare()
            return compared(*room.build()), refused
        except RuntimeError as error:
            lines = [line for line in str(error).splitlines() if not line.startswith("make")]
            return "fails:\n" + "\n".join(f"    {line}" for line in lines[-6:]), refused
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def compared(dist: Path, large: Path) -> str:
    """The same bytes, or which files differ and how."""
    lines = differences(ROOT / "dist", dist) + differences(LARGE, large)
    return SAME if not lines else "differs:\n" + "\n".join(f"    {line}" for line in lines)


def differences(one: Path, other: Path) -> list[str]:
    """What differs between two folders of files, a line for each file."""
    ours, theirs = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in (one, other))
    for name in ("README.md", SUMS, RELEASE_SUMS):  # Git's, which no build makes, and what only repeats the others.
        ours.pop(name, None)
        theirs.pop(name, None)
    lines = [f"{name}: is in one of the two folders only" for name in sorted(ours.keys() ^ theirs.keys())]
    changed = [name for name in sorted(ours.keys() & theirs.keys()) if ours[name] != theirs[name]]
    return lines + [f"{name}: {explain(name, ours[name], theirs[name])}" for name in changed]


def tell(result: str, name: str) -> None:
    """One line, and the lines of an explanation below it."""
    first, _, rest = result.partition("\n")
    print(f"{first.rstrip(':'):<18} {name}" + (f"\n{rest}" if rest else ""), flush=True)


def attempt(python: Python, group: tuple[Variation, ...]) -> bool:
    """Build with a group of variations at once, and one by one where that differs; whether all is the same."""
    result, refused = outcome(python, group)
    possible = [variation for variation in group if variation.name not in refused]
    if result in ("", SAME):
        for variation in group:
            reason = refused.get(variation.name)
            tell(f"{IMPOSSIBLE}\n    {reason}" if reason else SAME, variation.name)
        return True
    tell(result, " + ".join(variation.name for variation in possible))
    for variation in possible:
        alone, _ = outcome(python, [variation])
        tell(alone, f"{variation.name} (alone)")
    return False


def with_python(minor: str) -> bool:
    """Build with another version of Python."""
    name = f"Python: {minor}"
    try:
        python = pythons.other(minor)
    except NotPossible as error:
        tell(f"{IMPOSSIBLE}\n    {error}", name)
        return True
    result, _ = outcome(python, ())
    tell(result, name)
    return result == SAME


def main() -> int:
    """Attempt everything, two builds at a time on two processors."""
    start = time.monotonic()
    python = pythons.current()
    wanted = sys.argv[1:]
    groups = [tuple(one for one in group if all(word in one.name for word in wanted)) for group in GROUPS]
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    print(f"Compared with dist/ as built by Python {sys.version.split()[0]}; every copy is without .git.", flush=True)
    shutil.rmtree(LARGE, ignore_errors=True)
    subprocess.run([sys.executable, "-P", "-m", "tools.reproduce.large", LARGE], cwd=ROOT, check=True)
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        jobs = [pool.submit(attempt, python, group) for group in groups if group]
        jobs += [
            pool.submit(with_python, minor)
            for minor in pythons.WANTED
            if minor != own and all(word in f"Python: {minor}" for word in wanted)
        ]
        same = not [job for job in jobs if not job.result()]
    print(f"{'All builds gave the same bytes' if same else 'NOT the same bytes'}; {time.monotonic() - start:.0f} s.")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
