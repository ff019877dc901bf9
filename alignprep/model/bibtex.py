"""A bank as a BibTeX entry: one writer for `alignprep.cite`, the dataset card and Croissant."""

from __future__ import annotations

from typing import Final

from alignprep.model.versions import __version__

__all__ = ["AUTHORS", "bibtex", "year"]

AUTHORS: Final = "The alignprep authors"
_ESCAPED: Final = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {character: f"\\{character}" for character in "{}&%$#_"}
)
"""The characters that LaTeX would read as commands (https://ctan.org/pkg/bibtex)."""


def year(version: str) -> str:
    """The year of a version of the data, which begins with it: `2026.11.0`."""
    return version.partition(".")[0]


def bibtex(*, title: str, version: str, license: str) -> str:
    """How to cite the data of that title, version and license, in BibTeX."""
    note = f"Data set, version {version}, {license}; read with alignprep {__version__}"
    fields = {
        # A second pair of braces keeps capitals, and keeps an organization from being read as a first and a last name.
        "author": f"{{{_latex(AUTHORS)}}}",
        "title": f"{{{_latex(title)}}}",
        "year": year(version),
        "version": _latex(version),
        "note": _latex(note),
    }
    lines = ",\n".join(f"  {name:<7} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{alignprep-{version},\n{lines}\n}}"


def _latex(text: str) -> str:
    return text.translate(_ESCAPED)
