"""What an exporter is, and how one is found.

An exporter is anything with a `suffix` and a `render` function: a module will do. It is offered under the
entry-point group `alignprep.exporters`, by us as by anybody, and is imported only when it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.metadata import EntryPoint, PackageNotFoundError, distribution, entry_points
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Protocol, cast, runtime_checkable

from alignprep.errors import ExporterClash, ExporterError, MissingExtra, UnknownExporter

if TYPE_CHECKING:
    from alignprep.selection import Packet

__all__ = ["GROUP", "Exporter", "Offer", "find", "offers"]

GROUP: Final = "alignprep.exporters"
"""The entry-point group in which exporters are offered."""


@runtime_checkable
class Exporter(Protocol):
    """Turns a packet into the bytes of one file.

    `render` is pure: the same packet gives the same bytes; it reads no file of the user's, no clock, no
    environment, no network, and writes nothing.
    """

    suffix: str
    """The file's ending, with its dot: `.pdf`."""

    def render(self, packet: Packet) -> bytes:
        """The file's bytes."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Offer:
    """An exporter that some installed distribution offers; nothing of it has been imported."""

    name: str
    distribution: str
    version: str
    missing: tuple[str, ...]
    """The distributions that it needs and that are not installed."""
    entry_point: EntryPoint

    @property
    def extra(self) -> str:
        """What to install so that it works: `alignprep[pdf]`."""
        return f"{self.distribution}[{self.name}]"

    def load(self) -> Exporter:
        """Import the exporter.

        Raises `MissingExtra` when libraries it declares are not installed, `ExporterError` when what is found is no
        exporter. Any other error of the plug-in passes through with its traceback.
        """
        if self.missing:
            raise MissingExtra(
                f"the exporter {self.name!r} needs {', '.join(self.missing)}; run: pip install '{self.extra}'"
            )
        found = self.entry_point.load()
        if not (isinstance(getattr(found, "suffix", None), str) and callable(getattr(found, "render", None))):
            raise ExporterError(
                f"the exporter {self.name!r} ({self.entry_point.value}) has no `suffix: str` or no `render(packet)`"
            )
        return cast(Exporter, found)


def offers() -> tuple[Offer, ...]:
    """Every installed exporter by name, without importing any.

    Raises `ExporterClash` when two distributions offer one name.
    """
    found = sorted(set(entry_points(group=GROUP)), key=lambda point: (point.name, _owner(point)[0], point.value))
    for one, other in pairwise(found):
        if one.name == other.name and (one.value, _owner(one)) != (other.value, _owner(other)):
            raise ExporterClash(
                f"two exporters are called {one.name!r}: {one.value} of {_owner(one)[0]} and "
                f"{other.value} of {_owner(other)[0]}; uninstall one of them"
            )
    return tuple({point.name: _offer(point) for point in found}.values())


def find(name: str) -> Offer:
    """The exporter of that name.

    Raises `UnknownExporter`, with the nearest names, when there is none.
    """
    available = {offer.name: offer for offer in offers()}
    try:
        return available[name]
    except KeyError:
        near = get_close_matches(name, available, 1)
        hint = f"did you mean {near[0]}?" if near else f"installed are {', '.join(available) or 'none'}"
        raise UnknownExporter(f"no exporter {name!r}; {hint}") from None


def _owner(point: EntryPoint) -> tuple[str, str]:
    return (point.dist.name, point.dist.version) if point.dist else ("", "")


def _offer(point: EntryPoint) -> Offer:
    name, version = _owner(point)
    return Offer(point.name, name, version, tuple(_missing(point)), point)


def _missing(point: EntryPoint) -> Iterator[str]:
    """The distributions of the extra called like the exporter that are not installed."""
    extra = re.compile(rf"""\bextra\s*==\s*["']{re.escape(point.name)}["']""")
    for requirement in (point.dist and point.dist.requires) or ():
        text, _, marker = requirement.partition(";")
        if extra.search(marker):
            needed = re.split(r"[^A-Za-z0-9._-]", text.strip(), maxsplit=1)[0]
            try:
                distribution(needed)
            except PackageNotFoundError:
                yield needed
