"""Builds the tree and says whether its products are the published bytes; run by `make verify`.

What changes with every line of code (wheel, source distribution, bill of materials, manifest) is not compared: its
digests are published with a release, in RELEASE-SHA256SUMS. The published digests of the products are those of
dist/SHA256SUMS in git's index, which in a clone is what was committed, and which `make build` does not touch. Where
there is no git, they are those of the file as it lies before the build.
Exit status: 0 for the same bytes, 1 for others, 3 where there is nothing to compare with.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from alignprep.build.manifest import MANIFEST
from alignprep.files.publishing import RELEASE_SUMS, SUMS

ROOT = Path(__file__).resolve().parent.parent
TRACKED = f"dist/{SUMS}"


def published(root: Path) -> tuple[str, str] | None:
    """The published checksums and where they were found; None when there are none."""
    run = subprocess.run(["git", "show", f":./{TRACKED}"], cwd=root, capture_output=True, text=True)
    if run.returncode == 0:
        return run.stdout, f"{TRACKED} as git has it"
    path = root / TRACKED
    return (path.read_text(encoding="utf-8"), f"{TRACKED} as it lay there before the build") if path.exists() else None


def unlike_the_manifest(dist: Path) -> list[str]:
    """The files of dist/ that manifest.json describes wrongly or not at all, by what RELEASE-SHA256SUMS lists."""
    entries = {entry["name"]: entry for entry in json.loads((dist / MANIFEST).read_bytes())["files"]}
    listed = {line[66:] for line in (dist / RELEASE_SUMS).read_text(encoding="utf-8").splitlines()}
    wrong = listed ^ (entries.keys() | {MANIFEST})
    for name in entries.keys() & listed:
        data = (dist / name).read_bytes()
        if entries[name]["sha256"] != hashlib.sha256(data).hexdigest() or entries[name]["bytes"] != len(data):
            wrong.add(name)
    return sorted(wrong, key=os.fsencode)


def main() -> int:
    """Build, compare, say it in one sentence; the exit status."""
    found = published(ROOT)
    run = subprocess.run([os.environ.get("MAKE", "make"), "--no-print-directory", "build"], cwd=ROOT)
    if run.returncode:
        return 1
    if found is None:
        print(f"There is no {TRACKED} to compare with (a source distribution has none).")
        return 3
    expected, where = found
    made = (ROOT / TRACKED).read_text(encoding="utf-8")
    wrong = unlike_the_manifest(ROOT / "dist")
    if wrong:
        print(f"dist/{MANIFEST} does not describe dist/: {', '.join(wrong)}.")
        return 1
    names = sorted({line[66:] for line in set(expected.splitlines()) ^ set(made.splitlines())})
    if names:
        print(f"These are not the published bytes: {', '.join(names)} (compared with {where}).")
        print(f"If the change is meant, commit {TRACKED} with it.")
        return 1
    print(f"These are the published bytes: all {len(made.splitlines())} products (compared with {where}).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
