"""How to cite the bank: plain text, BibTeX, and the repository's CITATION.cff, which says the same."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from alignprep.bank.bank import build
from alignprep.errors import SelectionError, did_you_mean
from alignprep.model.bibtex import bibtex
from alignprep.model.records import Profile
from alignprep.model.versions import head

__all__ = ["Style", "cite"]

Style: TypeAlias = Literal["text", "bibtex"]
"""The forms of a citation."""

_STYLES: Final = ("text", "bibtex")


def cite(style: Style | None = None) -> str:
    """How to cite the bank in the package, with the version of its data: as `text`, as `bibtex`, or both in turn.

    Raises `SelectionError` for another style, and `BankError` in a source tree whose bank has not been compiled.

    >>> print(cite("text"))
    The alignprep authors (2026). AI Alignment Engineer interview questions (version 2026.11.0) [Data set]. CC-BY-4.0.
    """
    if style is not None and style not in _STYLES:
        raise SelectionError(f"no style {style!r}; there are {', '.join(_STYLES)}{did_you_mean(style, _STYLES)}")
    known = head()
    profile = build(Profile, {name: known[name] for name in Profile.model_fields if name in known})
    by = f"{' & '.join(profile.authors)} " if profile.authors else ""
    year = f"({profile.year})" if profile.year else "(n.d.)"
    text = f"{by}{year}. {profile.title} (version {profile.version}) [Data set]. {profile.license_name}."
    entry = bibtex(profile)
    return text if style == "text" else entry if style == "bibtex" else f"{text}\n\n{entry}"
