"""A bank as a BibTeX entry: one writer for `alignprep.cite`, the dataset card and Croissant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep.model.versions import __version__

if TYPE_CHECKING:
    from alignprep.model.records import Profile

__all__ = ["bibtex"]

_ESCAPED: Final = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {character: f"\\{character}" for character in "{}&%$#_"}
)
"""The characters that LaTeX would read as commands (https://ctan.org/pkg/bibtex)."""


def bibtex(profile: Profile, note: str = "") -> str:
    """How to cite a bank, in BibTeX; without a note, version, license and program are noted in English."""
    license = profile.license_name
    note = note or f"Data set, version {profile.version}, {license}; read with alignprep {__version__}"
    fields = {
        # A second pair of braces keeps capitals, and keeps an organization from being read as a first and a last name.
        "author": " and ".join(f"{{{_latex(author)}}}" for author in profile.authors),
        "title": f"{{{_latex(profile.title)}}}",
        "year": profile.year,
        "version": _latex(profile.version),
        "url": profile.homepage or "",
        "note": _latex(note),
    }
    lines = ",\n".join(f"  {name:<7} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{profile.slug}-{profile.version},\n{lines}\n}}"


def _latex(text: str) -> str:
    return text.translate(_ESCAPED)
