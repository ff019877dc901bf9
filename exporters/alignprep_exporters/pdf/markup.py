"""Plain text -> reportlab's paragraph markup: escaped, with a fallback font where one is needed."""

from __future__ import annotations

from xml.sax.saxutils import escape

from alignprep_exporters.pdf.fonts import runs

__all__ = ["marked"]


def marked(text: str, family: str) -> str:
    """The text as markup that shows exactly it.

    Raises `ExporterError` for a character that no font has.
    """
    return "".join(
        f'<font name="{font}">{escape(piece)}</font>' if font else escape(piece) for font, piece in runs(text, family)
    )
