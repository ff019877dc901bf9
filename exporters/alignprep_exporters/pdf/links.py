"""Link annotations (ISO 32000-1, 12.5.6.5), kept in columns until the file is written."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from alignprep_exporters.pdf.objects import string

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alignprep_exporters.pdf.spans import Target

__all__ = ["Links"]


class Links:
    """A document's links: the rectangle of each on its page, and where it leads."""

    def __init__(self) -> None:
        self._known: dict[Target, int] = {}
        self._target_of = array("I")
        self._corners = array("d")

    def __len__(self) -> int:
        return len(self._target_of)

    def add(self, target: Target, rectangle: tuple[float, float, float, float]) -> None:
        """One more link."""
        self._target_of.append(self._known.setdefault(target, len(self._known)))
        self._corners.extend(rectangle)

    def objects(self, first_key: int, destination: Callable[[str], str]) -> Iterator[bytes]:
        """The annotations; their keys in the parent tree begin with `first_key`.

        `destination` writes where a key leads.
        """
        said = [f"/Contents {string(target.description)} {_action(target, destination)}" for target in self._known]
        for index, target in enumerate(self._target_of):
            corners = " ".join(f"{value:.2f}" for value in self._corners[4 * index : 4 * index + 4])
            yield (
                f"<< /Type /Annot /Subtype /Link /Rect [{corners}] /Border [0 0 0] /F 4 "
                f"/StructParent {first_key + index} {said[target]} >>"
            ).encode("ascii")


def _action(target: Target, destination: Callable[[str], str]) -> str:
    if target.url:
        return f"/A << /Type /Action /S /URI /URI {string(target.url)} >>"
    return f"/Dest {destination(target.key)}"
