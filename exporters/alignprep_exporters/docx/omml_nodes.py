"""MathML as it is read: what a node is, what it says and what stands above and below it."""

from __future__ import annotations

from lxml import etree

from alignprep_exporters.docx.elements import Element

__all__ = ["content", "is_name", "scripts", "solid", "tag"]


def tag(node: Element) -> str:
    """The name of a node without its namespace."""
    return etree.QName(node).localname


def content(node: Element) -> str:
    """The characters of a node."""
    return "".join(str(part) for part in node.itertext()).strip(" \n")


def scripts(node: Element) -> tuple[Element, list[Element], list[Element]]:
    """The base, what stands below and what stands above; a node without scripts is its own base."""
    children = list(node)
    match tag(node), len(children):
        case (("msub" | "munder"), 2):
            return children[0], [children[1]], []
        case (("msup" | "mover"), 2):
            return children[0], [], [children[1]]
        case (("msubsup" | "munderover"), 3):
            return children[0], [children[1]], [children[2]]
        case _:
            return node, [], []


def is_name(node: Element) -> bool:
    """Whether a node is a name of several letters, such as `log`, which is set upright."""
    text = "".join(str(part) for part in node.itertext())
    return tag(node) in ("mi", "mo") and len(text) > 1 and text.replace("\u2009", "").isalpha()


def solid(node: Element) -> bool:
    """Whether a node is one symbol, which can be struck through."""
    return tag(node) in ("mi", "mn", "mo")
