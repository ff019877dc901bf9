"""Checking folders and single files from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from alignprep.content import Progress, survey
from alignprep.errors import Problem

__all__ = ["check_paths"]


def check_paths(
    paths: Sequence[Path], *, complete: bool = False, progress: Progress | None = None
) -> tuple[tuple[Problem, ...], str]:
    """The problems of content folders and of single files in them, and a line that counts what is fine.

    A file is checked as part of its folder, whose other files' problems are then left out. A path that is
    neither is a problem itself. `progress` is told, folder by folder, how many files of how many have been read.
    """
    wanted: dict[Path, set[str]] = {}
    problems: list[Problem] = []
    for path in paths:
        root = _root(path)
        if root is None:
            what = (
                "is in no content folder (one with a sections.yaml)"
                if path.exists()
                else "there is no such file or folder"
            )
            problems.append(Problem(path.as_posix(), 0, 0, "AP101", what))
        else:
            wanted.setdefault(root, set()).add("" if root == path else path.as_posix())
    questions = 0
    for root, files in wanted.items():
        count, found = survey(root, complete=complete, progress=progress)
        problems += [problem for problem in found if "" in files or problem.file in files]
        questions += count
    return tuple(problems), f"{questions} questions, no problem"


def _root(path: Path) -> Path | None:
    """The content folder that a path is, or lies in."""
    if path.is_dir():
        return path
    if path.exists() or path.is_symlink():
        return next((parent for parent in list(path.parents)[:2] if (parent / "sections.yaml").exists()), None)
    return None
