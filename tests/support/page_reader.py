"""The practice page as a reader of HTML takes it apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import html
from lxml.html import HtmlElement

__all__ = ["between", "outline", "policy", "tree"]


def tree(page: bytes) -> HtmlElement:
    """The elements of a page."""
    return html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))


def policy(page: bytes) -> dict[str, list[str]]:
    """The rules of its policy, each with what it allows."""
    (meta,) = tree(page).xpath("//meta[@http-equiv='Content-Security-Policy']")
    return {name: allowed for name, *allowed in (rule.split() for rule in meta.get("content").split(";"))}


def between(page: bytes, opening: bytes, closing: bytes) -> list[bytes]:
    """The bytes between tags, as a browser hashes them."""
    return re.findall(re.escape(opening) + b"(.*?)" + re.escape(closing), page, re.DOTALL)


def outline(page: bytes) -> str:
    """What is in the body, an element a line, indented by its depth: its name, id, classes and what it says itself.

    Scripts are left out, formulas are one line, and attributes for programs are not shown.
    """
    (body,) = tree(page).xpath("//body")
    return "\n".join(_lines(body, 0)) + "\n"


def _lines(element: Any, depth: int) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag == "script":
        return
    named = "".join(
        [element.tag, f"#{element.get('id')}" if element.get("id") else "", *(f".{one}" for one in element.classes)]
    )
    link = f" -> {element.get('href')}" if element.get("href") else ""
    text = " ".join((element.text or "").split())
    whole = element.tag in ("math", "svg", "pre")
    if whole:
        text = " ".join("".join(element.itertext()).split())
    yield f"{'  ' * depth}{named}{link}{': ' if text else ''}{text}"
    for child in () if whole else element:
        yield from _lines(child, depth + 1)
        tail = " ".join((child.tail or "").split())
        if tail:
            yield f"{'  ' * (depth + 1)}| {tail}"
