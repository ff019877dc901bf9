"""What installed distributions offer in an entry-point group, found without importing any of their code.

https://packaging.python.org/specifications/entry-points/
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import Distribution, EntryPoint, entry_points

from alignprep.errors import AlignprepError

__all__ = ["offered", "owner", "single"]


def offered(group: str) -> dict[str, list[EntryPoint]]:
    """The entry points of each name in the group, sorted by name."""
    found: dict[str, list[EntryPoint]] = {}
    for point in sorted(set(entry_points(group=group)), key=lambda point: point.name):
        found.setdefault(point.name, []).append(point)
    return found


def single(points: Sequence[EntryPoint], what: str, clash: type[AlignprepError]) -> EntryPoint:
    """The one entry point of a name. The order does not matter, and one of an editable install is found twice.

    Raises a `clash`, whose message calls them `what`, such as `exporters`, when two distributions offer the name.
    """
    first, *others = sorted(points, key=lambda point: (owner(point.dist), point.value))
    for other in others:
        if (first.value, owner(first.dist)) != (other.value, owner(other.dist)):
            raise clash(
                f"two {what} are called {first.name!r}: {first.value} of {owner(first.dist)[0] or 'nobody'} and "
                f"{other.value} of {owner(other.dist)[0] or 'nobody'}; uninstall one of them"
            )
    return first


@lru_cache(maxsize=64)
def owner(dist: Distribution | None) -> tuple[str, str]:
    """The name and version of a distribution, each empty if its metadata is damaged or does not have it."""
    if dist is None or not (dist.read_text("METADATA") or dist.read_text("PKG-INFO")):
        return "", ""
    metadata = dist.metadata
    name, version = (metadata[field] if field in metadata else "" for field in ("Name", "Version"))  # noqa: SIM401
    return name, version
