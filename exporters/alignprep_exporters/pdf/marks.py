"""Marked contents of a page's drawing: what an element owns, and artifacts (ISO 32000-1, 14.6 and 14.8.2.2)."""

from __future__ import annotations

from typing import Final

__all__ = ["CLOSE", "Tagged", "with_artifacts"]

CLOSE: Final = "EMC"
"""The operator that ends a marked content."""


class Tagged(str):
    """Drawing that a node owns."""

    __slots__ = ()


def with_artifacts(code: list[str]) -> list[str]:
    """A page's drawing, in which whatever no element owns is an artifact."""
    made: list[str] = []
    loose: list[str] = []
    for part in code:
        if not isinstance(part, Tagged):
            loose.append(part)
            continue
        made += _artifact(loose)
        made.append(part)
        loose = []
    return [*made, *_artifact(loose)]


def _artifact(code: list[str]) -> list[str]:
    return ["/Artifact BMC", *code, CLOSE] if any(part.strip() for part in code) else []
