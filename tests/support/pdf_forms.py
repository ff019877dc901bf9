"""The fields of a PDF form, as its file has them: each with its widgets, their pages and their entries."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader, PdfWriter


@dataclass(frozen=True)
class Widget:
    """A place of a field: the index of its page, and its dictionary."""

    page: int
    entries: Any

    @property
    def state(self) -> str:
        """What a button shows: its state, without the slash."""
        return str(self.entries["/AS"])[1:]

    @property
    def states(self) -> set[str]:
        """The states that a button can show."""
        return {str(name)[1:] for name in self.entries["/AP"]["/N"]}

    @property
    def rectangle(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top."""
        left, bottom, right, top = (float(corner) for corner in self.entries["/Rect"])
        return left, bottom, right, top


def widgets(data: bytes) -> dict[str, list[Widget]]:
    """The widgets of each field, by its full name, in the order of the pages and of their annotations."""
    found: dict[str, list[Widget]] = {}
    for page, entries in _annotations(PdfReader(io.BytesIO(data))):
        if entries["/Subtype"] == "/Widget":
            holder = entries if "/T" in entries else entries["/Parent"].get_object()
            found.setdefault(str(holder["/T"]), []).append(Widget(page, entries))
    return found


def _annotations(reader: PdfReader) -> Iterator[tuple[int, Any]]:
    for index, page in enumerate(reader.pages):
        for annotation in page.get("/Annots", []) or []:
            yield index, annotation.get_object()


def filled(data: bytes, values: Mapping[str, str]) -> bytes:
    """The form with these values, buttons without the slash of their state, as a program fills it in."""
    writer = PdfWriter(clone_from=io.BytesIO(data))
    fields = PdfReader(io.BytesIO(data)).get_fields() or {}
    given = {name: f"/{value}" if fields[name]["/FT"] == "/Btn" else value for name, value in values.items()}
    for page in writer.pages:
        writer.update_page_form_field_values(page, given, auto_regenerate=False)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def values(data: bytes) -> dict[str, str]:
    """The value of each field that has one, buttons without the slash of their state."""
    fields = PdfReader(io.BytesIO(data)).get_fields() or {}
    found = {name: str(field.value or "") for name, field in fields.items()}
    return {name: value.removeprefix("/") for name, value in found.items() if value not in ("", "/Off")}
