"""What an exporter is, and how to find and call one.

An exporter is anything with a `suffix` and a `render` function; a module is enough. All of them, our own included, are
found through the entry-point group `alignprep.exporters`, and imported only when they are used. So what is asked of one
before it is used is no attribute but an entry point too, of the same name: in `alignprep.editions` the edition that it
takes unless it is told otherwise, in `alignprep.booklets` that it can make booklets.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, PackageNotFoundError, distribution
from typing import TYPE_CHECKING, Final, Protocol, cast, runtime_checkable

from alignprep.errors import ExporterClash, ExporterError, MissingExtra, UnknownExporter, did_you_mean
from alignprep.plug_ins import offered, owner, single

if TYPE_CHECKING:
    from alignprep.model.records import Edition
    from alignprep.packet.packet import Packet

__all__ = [
    "BOOKLETS", "EDITIONS", "GROUP", "Exporter", "Offer", "distribution_of", "export", "find", "offers", "render",
    "require_booklets",
]  # fmt: skip

GROUP: Final = "alignprep.exporters"
"""The entry-point group in which exporters are offered."""
EDITIONS: Final = "alignprep.editions"
"""The entry-point group in which a distribution names the editions of its exporters, such as
`alignprep:Edition.INTERVIEWER`."""
BOOKLETS: Final = "alignprep.booklets"
"""The entry-point group in which a distribution names those of its exporters that obey `Packet.booklet`, each with the
module that does so."""
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9][A-Za-z0-9._-]{0,30}")


@runtime_checkable
class Exporter(Protocol):
    """Turns a packet into the bytes of one file.

    `render` is pure: the same packet gives the same bytes. It reads no files of the user, no clock, no environment and
    no network, and writes nothing.
    """

    suffix: str
    """The ending of the file name, with its dot, such as `.pdf`."""

    def render(self, packet: Packet) -> bytes:
        """The file's bytes."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Offer:
    """An exporter that an installed distribution offers; none of its code has been imported."""

    name: str
    distribution: str
    version: str
    missing: tuple[str, ...]
    """The distributions that it needs but that are not installed."""
    entry_point: EntryPoint

    @property
    def extra(self) -> str:
        """What to install so that it works, such as `alignprep[pdf]`."""
        return f"{self.distribution}[{self.name}]"

    @property
    def edition(self) -> Edition:
        """The edition that it takes unless it is told otherwise: `study`, if its distribution names none.

        Raises `ExporterError` when that is not an edition.
        """
        from alignprep.model.records import Edition

        points = self.entry_point.dist.entry_points if self.entry_point.dist else ()
        named = [point.value for point in points if (point.group, point.name) == (EDITIONS, self.name)]
        known = {f"alignprep:Edition.{edition.name}": edition for edition in Edition}
        for value in named:
            if value not in known:
                raise ExporterError(
                    f"the exporter {self.name!r} takes the edition {value!r}; there are {', '.join(known)}"
                )
        return known[named[0]] if named else Edition.STUDY

    @property
    def booklets(self) -> bool:
        """Whether its distribution says that it can make booklets."""
        points = self.entry_point.dist.entry_points if self.entry_point.dist else ()
        return any((point.group, point.name) == (BOOKLETS, self.name) for point in points)

    def load(self) -> Exporter:
        """Import the exporter.

        Raises `MissingExtra` when libraries that it declares are not installed, and `ExporterError` when the object is
        not an exporter. Any other error of the plug-in passes through with its traceback.
        """
        if self.missing:
            raise MissingExtra(
                f"the exporter {self.name!r} needs {', '.join(self.missing)}; run: pip install '{self.extra}'"
            )
        found = self.entry_point.load()
        suffix = getattr(found, "suffix", None)
        if not (isinstance(suffix, str) and callable(getattr(found, "render", None))):
            raise ExporterError(
                f"the exporter {self.name!r} ({self.entry_point.value}) has no `suffix: str` or no `render(packet)`"
            )
        if not _SUFFIX.fullmatch(suffix):
            raise ExporterError(
                f"the exporter {self.name!r} has the suffix {suffix!r}, which is not an ending such as .pdf"
            )
        return cast(Exporter, found)


def offers(names: Collection[str] | None = None) -> tuple[Offer, ...]:
    """The installed exporters of these names, or all of them, sorted by name, without importing any.

    Raises `ExporterClash` when two distributions offer one of the names.
    """
    return tuple(_single_offer(points) for name, points in offered(GROUP).items() if names is None or name in names)


def find(name: str) -> Offer:
    """The exporter of that name; a clash between others does not matter.

    Raises `UnknownExporter`, with the nearest name, when there is none, and `ExporterClash` when two distributions
    offer it.
    """
    available = offered(GROUP)
    try:
        return _single_offer(available[name])
    except KeyError:
        hint = did_you_mean(name, available) or f"; installed are {', '.join(available) or 'none'}"
        raise UnknownExporter(f"no exporter {name!r}{hint}") from None


def require_booklets(name: str) -> None:
    """Raise `ExporterError`, which names those that can, for an exporter that cannot make booklets."""
    if not find(name).booklets:
        able = [other for other in offered(BOOKLETS) if other != name]
        raise ExporterError(f"the exporter {name!r} makes no booklets; those that do: {', '.join(able) or 'none'}")


def _single_offer(points: list[EntryPoint]) -> Offer:
    point = single(points, "exporters", ExporterClash)
    name, version = owner(point.dist)
    return Offer(point.name, name, version, tuple(_missing(point)), point)


def _missing(point: EntryPoint) -> Iterator[str]:
    """The distributions in the extra with the exporter's name that are not installed."""
    extra = re.compile(rf"""\bextra\s*==\s*["']{re.escape(point.name)}["']""")
    for requirement in (point.dist and point.dist.requires) or ():
        text, _, marker = requirement.partition(";")
        if extra.search(marker):
            needed = distribution_of(text)
            try:
                distribution(needed)
            except PackageNotFoundError:
                yield needed


def distribution_of(requirement: str) -> str:
    """The distribution that a requirement such as `PyYAML>=6` names (https://peps.python.org/pep-0508/)."""
    return re.split(r"[^A-Za-z0-9._-]", requirement.strip(), maxsplit=1)[0]


def export(name: str, packet: Packet) -> bytes:
    """The bytes that the exporter of that name makes from a packet.

    Raises what `find` and `Offer.load` raise, and `ExporterError` for a booklet that the exporter cannot make and for
    anything that it returns but bytes; an error of the exporter itself passes through.
    """
    return render(find(name).load(), name, packet)


def render(exporter: Exporter, name: str, packet: Packet) -> bytes:
    """The bytes that a loaded exporter makes from a packet; otherwise as `export`."""
    if packet.booklet:
        require_booklets(name)
    made = exporter.render(packet)
    if type(made) is not bytes:
        raise ExporterError(f"the exporter {name!r} returned {type(made).__name__} where bytes are expected")
    return made
