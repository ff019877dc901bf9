"""What one exporter makes of a packet, in this very process."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import TYPE_CHECKING

from alignprep.errors import BankError, ExporterError
from alignprep.exporting import Exporter, find

if TYPE_CHECKING:
    from alignprep.selection import Packet

__all__ = ["export", "render"]


def export(name: str, packet: Packet, *, progress: Callable[[int, int], None] | None = None) -> bytes:
    """What the exporter of that name makes of a packet.

    `progress` is handed to an exporter whose `render` takes it; it is told how many steps of how many are done.
    JSON that is to be published is validated first. Raises `ExporterError` when the exporter returns anything but
    bytes, or JSON that its schema refuses; an error of the exporter's own passes through with its traceback.
    """
    return render(find(name).load(), name, packet, progress)


def render(exporter: Exporter, name: str, packet: Packet, progress: Callable[[int, int], None] | None = None) -> bytes:
    """What an exporter that is loaded makes of a packet; the same as `export` otherwise."""
    if progress is not None and "progress" in signature(exporter.render).parameters:
        made = exporter.render(packet, progress=progress)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    else:
        made = exporter.render(packet)
    if type(made) is not bytes:
        raise ExporterError(f"the exporter {name!r} returned {type(made).__name__} where bytes are expected")
    if name == "json":
        _validated(made)
    return made


def _validated(data: bytes) -> None:
    try:
        from alignprep.validation import validate
    except ModuleNotFoundError as error:
        if error.name not in ("jsonschema", "markdown_it", "mdit_py_plugins", "latex2mathml"):
            raise
        return
    problems = validate(data, "the exported JSON")
    if problems:
        raise BankError(problems)
