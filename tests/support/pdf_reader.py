"""Reads a tagged PDF as a screen reader would: the structure tree, and the text of each element."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject


@dataclass
class Element:
    """A structure element; its children are elements and texts, in reading order."""

    kind: str
    alt: str = ""
    actual_text: str = ""
    children: list[Element | str] = field(default_factory=list)

    def text(self) -> str:
        """What it says."""
        return self.actual_text or "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def all(self, *kinds: str) -> list[Element]:
        """The elements of some kinds in it, outermost first."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                found += ([child] if child.kind in kinds else []) + child.all(*kinds)
        return found

    def own(self, kind: str) -> list[Element]:
        """Its children of a kind."""
        return [child for child in self.children if isinstance(child, Element) and child.kind == kind]


@dataclass
class Tagged:
    """A document's structure, and the text on each page that no element owns."""

    root: Element
    loose: list[str]


def tagged(data: bytes) -> Tagged:
    """The structure of a document. Fails on a mark that the tree and the parent tree do not agree about."""
    reader = PdfReader(io.BytesIO(data))
    pages = [_marks(page, reader) for page in reader.pages]
    numbers = {page.indirect_reference.idnum: index for index, page in enumerate(reader.pages)}  # type: ignore[union-attr]
    tree = reader.trailer["/Root"]["/StructTreeRoot"]  # type: ignore[index]
    parents = tree["/ParentTree"]["/Nums"]
    owners = {int(parents[index]): parents[index + 1] for index in range(0, len(parents), 2)}
    seen: set[tuple[int, int]] = set()

    def element(node: DictionaryObject, own: int) -> Element:
        made = Element(str(node["/S"])[1:], str(node.get("/Alt", "")), str(node.get("/ActualText", "")))
        kids = node.get("/K", [])
        home = numbers[node.raw_get("/Pg").idnum] if "/Pg" in node else -1
        for kid in kids if isinstance(kids, list) else [kids]:
            kid_number = getattr(kid, "idnum", 0)
            kid = kid.get_object()
            if isinstance(kid, int):
                mark = (home, int(kid))
            elif kid.get("/Type") == "/MCR":
                mark = (numbers[kid.raw_get("/Pg").idnum], int(kid["/MCID"]))
            elif kid.get("/Type") == "/OBJR":
                annotation = kid["/Obj"]
                assert owners[int(annotation["/StructParent"])].idnum == own
                continue
            else:
                assert kid.raw_get("/P").idnum == own
                made.children.append(element(kid, kid_number))
                continue
            assert mark not in seen
            assert owners[mark[0]][mark[1]].idnum == own, "the parent tree names another element"
            seen.add(mark)
            made.children.append(pages[mark[0]][0][mark[1]])
        return made

    top = tree.raw_get("/K")
    root = element(top.get_object(), top.idnum)
    assert seen == {(page, mark) for page, (marks, _) in enumerate(pages) for mark in marks}
    return Tagged(root, [loose for _, loose in pages])


def _marks(page: Any, reader: PdfReader) -> tuple[dict[int, str], str]:
    """The text of each marked content of a page, by number, and the text of its artifacts."""
    fonts = {name: _codes(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    marks: dict[int, str] = {}
    loose, current, stack = "", {}, []
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"BDC":
            stack.append(int(operands[1].get("/MCID", -1)))
            assert (stack[-1] < 0) == (operands[0] == "/Artifact")
            if stack[-1] >= 0:
                marks[stack[-1]] = ""
        elif operator == b"BMC":
            assert operands[0] == "/Artifact"
            stack.append(-1)
        elif operator == b"EMC":
            stack.pop()
        elif operator == b"Tf":
            current = fonts[operands[0]]
        elif operator in (b"Tj", b"TJ"):
            shown = operands[0] if operator == b"TJ" else [operands[0]]
            strings = [_bytes(part) for part in shown if not isinstance(part, (int, float))]
            text = "".join(current[code] for one in strings for code in _codes_of(one, current))
            assert stack, "text that is neither tagged nor an artifact"
            if stack[-1] < 0:
                loose += text + "\n"
            else:
                marks[stack[-1]] += text
    return marks, loose


def _bytes(part: Any) -> bytes:
    return part if isinstance(part, bytes) else part.original_bytes


def _codes_of(string: bytes, font: dict[bytes, str]) -> list[bytes]:
    """The codes in a string, of as many bytes as those of its font."""
    size = len(next(iter(font)))
    return [string[start : start + size] for start in range(0, len(string), size)]


def _codes(font: Any) -> dict[bytes, str]:
    table = font["/ToUnicode"].get_object().get_data().decode()
    pairs = re.findall(
        r"<((?:[0-9A-F]{2}){1,2})> <([0-9A-F]+)>",
        re.sub(r"begincodespacerange.*?endcodespacerange", "", table, flags=re.S),
    )
    return {bytes.fromhex(code): bytes.fromhex(point).decode("utf-16-be") for code, point in pairs}
