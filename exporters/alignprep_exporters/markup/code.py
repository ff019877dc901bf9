"""Code as HTML, with a class for each kind of token, as Pygments names them."""

from __future__ import annotations

from functools import lru_cache

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.lexers.special import TextLexer
from pygments.util import ClassNotFound

__all__ = ["marked"]


@lru_cache(maxsize=1024)
def marked(source: str, language: str) -> str:
    """Lines of code, to be put into an element; those of an unknown language are plain."""
    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        lexer = TextLexer(stripnl=False, ensurenl=False)
    return highlight(source, lexer, HtmlFormatter(nowrap=True)).removesuffix("\n")
