"""A bank as a BibTeX entry: one writer for `alignprep.cite`, the dataset card and Croissant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from alignprep.model.versions import __version__

__all__ = ["bibtex", "license_name", "year"]

_ESCAPED: Final = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {character: f"\\{character}" for character in "{}&%$#_"}
)
"""The characters that LaTeX would read as commands (https://ctan.org/pkg/bibtex)."""


def bibtex(about: Mapping[str, Any], note: str = "") -> str:
    """How to cite a bank, in BibTeX; without a note, version, license and program are noted in English.

    `about` is what the bank's exported JSON says of it, as `alignprep.cite` has it too.
    """
    version, license = about["version"], license_name(about["license"])
    note = note or f"Data set, version {version}, {license}; read with alignprep {__version__}"
    fields = {
        # A second pair of braces keeps capitals, and keeps an organization from being read as a first and a last name.
        "author": " and ".join(f"{{{_latex(author)}}}" for author in about.get("authors", ())),
        "title": f"{{{_latex(about['title'])}}}",
        "year": year(about),
        "version": _latex(version),
        "url": about.get("homepage", ""),
        "note": _latex(note),
    }
    lines = ",\n".join(f"  {name:<7} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{about['slug']}-{version},\n{lines}\n}}"


def license_name(license: Any) -> str:
    """A license in a few words: the SPDX expression, or its name."""
    return str(license if isinstance(license, str) else license["name"])


def year(about: Mapping[str, Any]) -> str:
    """The year of the release, or else of a version that begins with one; empty if neither says it."""
    first = str(about.get("released") or about["version"]).partition("-")[0].partition(".")[0]
    return first if len(first) == 4 and first.isdecimal() else ""


def _latex(text: str) -> str:
    return text.translate(_ESCAPED)
