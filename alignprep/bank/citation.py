"""How to cite the bank: plain text, BibTeX, and the repository's CITATION.cff, which says the same."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from alignprep.errors import SelectionError, did_you_mean
from alignprep.model.versions import __version__, head

__all__ = ["Style", "cite"]

Style: TypeAlias = Literal["text", "bibtex"]
"""The forms in which `cite` says it."""

_AUTHORS: Final = "The alignprep authors"
_STYLES: Final = ("text", "bibtex")
_BIBTEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)
"""What LaTeX would take for its own in a field (https://ctan.org/pkg/bibtex)."""


def cite(style: Style | None = None) -> str:
    """How to cite the bank in the package, with the version of its data: as `text`, as `bibtex`, or both in turn.

    Raises `SelectionError` for another style, and `BankError` in a source tree whose bank has not been compiled.

    >>> print(cite("text"))
    The alignprep authors (2026). AI Alignment Engineer interview questions (version 2026.11.0) [Data set]. CC-BY-4.0.
    """
    if style is None:
        return "\n\n".join((_text(), _bibtex()))
    if style not in _STYLES:
        raise SelectionError(f"no style {style!r}; there are {', '.join(_STYLES)}{did_you_mean(style, _STYLES)}")
    return _text() if style == "text" else _bibtex()


def _year(version: str) -> str:
    return version.partition(".")[0]


def _text() -> str:
    said = head()
    year = _year(said["version"])
    return f"{_AUTHORS} ({year}). {said['title']} (version {said['version']}) [Data set]. {said['license']}."


def _bibtex() -> str:
    said = head()
    fields = {
        # A second pair of braces keeps an organization from being taken for a first and a last name, and capitals.
        "author": f"{{{_escaped(_AUTHORS)}}}",
        "title": f"{{{_escaped(said['title'])}}}",
        "year": _year(said["version"]),
        "version": _escaped(said["version"]),
        "note": _escaped(f"Data set, version {said['version']}, {said['license']}; read with alignprep {__version__}"),
    }
    lines = ",\n".join(f"  {name:<7} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{alignprep-{said['version']},\n{lines}\n}}"


def _escaped(text: str) -> str:
    return text.translate(_BIBTEX)
