"""Templates: a file of somebody's whose looks an export takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from alignprep.errors import TemplateError

__all__ = ["LARGEST", "naming", "read_template"]

LARGEST: Final = 50_000_000
"""The most that a template may hold, in bytes."""


def read_template(path: Path) -> bytes:
    """The bytes of a template. Raises `TemplateError` when the file cannot be read or is larger than `LARGEST`."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise TemplateError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from None
    if len(data) > LARGEST:
        raise TemplateError(f"{path} is too large for a template: it holds more than {LARGEST:,} bytes")
    return data


@contextmanager
def naming(path: Path | None) -> Iterator[None]:
    """What is drawn inside takes its looks from a file, with whose name a `TemplateError` then begins."""
    try:
        yield
    except TemplateError as error:
        raise TemplateError(f"{path} {error}") from error
