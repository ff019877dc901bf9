"""The texts in `template/`: a folder for each language, and beside them what is the same in all.

A template holds names such as `$title` (https://docs.python.org/3/library/string.html#template-strings-strings).
"""

from __future__ import annotations

from importlib.resources import files
from string import Template
from typing import Final

__all__ = ["filled", "language_of"]

_LANGUAGES: Final = ("en", "de", "ja")


def language_of(tag: str) -> str:
    """The language of the templates for a bank in a language: its own, or else English."""
    primary = tag.partition("-")[0]
    return primary if primary in _LANGUAGES else "en"


def filled(name: str, **values: object) -> str:
    """A template with its values; a text that is already YAML, so values have to be YAML too."""
    text = files("alignprep.starting").joinpath("template", *name.split("/")).read_text(encoding="utf-8")
    return Template(text).substitute({key: str(value) for key, value in values.items()})
