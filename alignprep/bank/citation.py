"""How to cite the bank: plain text, BibTeX, and the repository's CITATION.cff, which says the same."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from alignprep.errors import SelectionError, did_you_mean
from alignprep.model.bibtex import bibtex, license_name, year
from alignprep.model.versions import head

__all__ = ["Style", "cite"]

Style: TypeAlias = Literal["text", "bibtex"]
"""The forms of a citation."""

_STYLES: Final = ("text", "bibtex")


def cite(style: Style | None = None) -> str:
    """How to cite the bank in the package, with the version of its data: as `text`, as `bibtex`, or both in turn.

    Raises `SelectionError` for another style, and `BankError` in a source tree whose bank has not been compiled.

    >>> said = cite("text")
    >>> head()["title"] in said, f"(version {head()['version']}) [Data set]" in said
    (True, True)
    """
    if style is not None and style not in _STYLES:
        raise SelectionError(f"no style {style!r}; there are {', '.join(_STYLES)}{did_you_mean(style, _STYLES)}")
    about = head()
    by = f"{' & '.join(about['authors'])} " if about.get("authors") else ""
    title, version, license = about["title"], about["version"], license_name(about["license"])
    text = f"{by}({year(about) or 'n.d.'}). {title} (version {version}) [Data set]. {license}."
    entry = bibtex(about)
    return text if style == "text" else entry if style == "bibtex" else f"{text}\n\n{entry}"
