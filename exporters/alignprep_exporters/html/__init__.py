"""A page to read and to practice with: one HTML file that needs no network.

What this format does differently:

- It is a document first: without scripts all of it can be read, found by its address and printed, with closed answers
  open on paper (`book.html`, `style.css`). Text becomes HTML in `prose`.
- With scripts it is a place to practice (`practice/`, bundled into `practice.js`), which knows of the questions what
  `practice_data` writes; the candidate edition has neither.
- It loads nothing and sends nothing, and a policy inside the page holds browsers to it (`page`). So there are no
  attributes `style`, formulas are MathML, figures are elements, and letters of formulas are a font inside
  (`maths_font`).
- It is written by Jinja (`page.html`): kept for many years, known to most, and escaping whatever is not markup already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep_exporters.html.page import page

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".html"


def render(packet: Packet) -> bytes:
    """The page, in UTF-8."""
    return page(packet).encode()
