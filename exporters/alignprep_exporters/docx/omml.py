"""Presentation MathML -> Office MathML, the equations of Word.

For the MathML that latex2mathml writes. An element that is not known is drawn as the row of its children, so no
symbol is lost.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from alignprep_exporters.docx.elements import Element, new
from alignprep_exporters.docx.omml_nodes import content, is_name, scripts, solid, tag
from alignprep_exporters.docx.omml_symbols import ACCENTS, BARS, BRACES, LIMITS, NARY, OPENERS, SIDES, space
from alignprep_exporters.docx.omml_text import joined, text_run

__all__ = ["omml"]

_SOLIDUS: Final = "\u29f8"
_NEGATION: Final = "\u0338"
_BLANK: Final = "\u200b"
_THIN: Final = "\u2009"
_CLOSE: Final = frozenset({"mo", "mspace", "mtext"})
"""What stands close to the name of a function; anything else stands a thin space apart."""
_RELATIONS: Final = frozenset("=≠<>≤≥≈≡∼∝→↦⇒⇔∈,;")


def omml(mathml: str, *, display: bool) -> Element:
    """The formula as `m:oMath`."""
    root = etree.fromstring(mathml)
    return new("m:oMath", *_row(list(root), display))


def _argument(tag: str, nodes: list[Element], display: bool) -> Element:
    """An argument of a structure; Word would draw a dotted box where one is empty."""
    return new(tag, *(_row(nodes, display) or [text_run(_BLANK)]))


def _row(nodes: list[Element], display: bool) -> list[Element]:
    """Siblings, with the ones that belong together joined."""
    made: list[Element] = []
    index = 0
    while index < len(nodes):
        taken, elements = _fenced(nodes, index, display) or _operator(nodes, index, display) or (1, None)
        made += elements if elements is not None else _single(nodes[index], display)
        if is_name(scripts(nodes[index])[0]) and index + 1 < len(nodes) and tag(nodes[index + 1]) not in _CLOSE:
            made.append(text_run(_THIN))
        index += taken
    return joined(made)


def _fenced(nodes: list[Element], index: int, display: bool) -> tuple[int, list[Element]] | None:
    """A matrix, binomial or `\\left … \\right` with the delimiters around it."""
    opener = nodes[index]
    if tag(opener) != "mo":
        return None
    if opener.get("form") == "prefix":
        closed = len(nodes) > index + 1 and nodes[-1].get("form") == "postfix"
        inner = nodes[index + 1 : -1] if closed else nodes[index + 1 :]
        close = content(nodes[-1]) if closed else ""
        return len(nodes) - index, [_delimited(content(opener), close, inner, display)]
    if len(nodes) > index + 2 and content(opener) in OPENERS and tag(nodes[index + 2]) == "mo":
        inside = nodes[index + 1]
        if tag(inside) == "mtable" or (tag(inside) == "mfrac" and inside.get("linethickness") == "0"):
            return 3, [_delimited(content(opener), content(nodes[index + 2]), [inside], display)]
    return None


def _delimited(opening: str, closing: str, inner: list[Element], display: bool) -> Element:
    """Delimiters that grow with what they hold, and the bars of `\\middle` in between."""
    parts: list[list[Element]] = [[]]
    bar = ""
    for node in inner:
        if tag(node) == "mo" and node.get("lspace") == "0.05em" and (not bar or bar == content(node)):
            bar = content(node)
            parts.append([])
        else:
            parts[-1].append(node)
    properties = new(
        "m:dPr",
        new("m:begChr", val=opening),
        new("m:sepChr", val=bar) if bar else None,
        new("m:endChr", val=closing),
    )
    return new("m:d", properties, *(_argument("m:e", part, display) for part in parts))


def _operator(nodes: list[Element], index: int, display: bool) -> tuple[int, list[Element]] | None:
    """A sum, product or integral with what it runs over, a `\\not` with what it negates, a prescript with its base."""
    node = nodes[index]
    base, lower, upper = scripts(node)
    following = nodes[index + 1 :]
    if tag(base) == "mo" and content(base) in NARY:
        body = _operand(following)
        if not body:
            return None
        return 1 + len(body), [_nary(content(base), lower, upper, body, display)]
    if tag(node) == "mpadded" and content(node) == _SOLIDUS and following:
        negated = _single(following[0], display)
        return 2, [text_run(content(following[0]) + _NEGATION)] if solid(following[0]) else negated
    if tag(node) in ("msub", "msup", "msubsup") and tag(base) == "mrow" and not len(base) and following:
        pre = new(
            "m:sPre",
            _argument("m:sub", lower, display),
            _argument("m:sup", upper, display),
            _argument("m:e", following[:1], display),
        )
        return 2, [pre]
    return None


def _operand(nodes: list[Element]) -> list[Element]:
    """What a large operator applies to: everything up to the next relation."""
    for index, node in enumerate(nodes):
        if tag(node) == "mo" and content(node) in _RELATIONS:
            return nodes[:index]
    return nodes


def _nary(sign: str, lower: list[Element], upper: list[Element], body: list[Element], display: bool) -> Element:
    beside = sign in SIDES or not display
    properties = new(
        "m:naryPr",
        new("m:chr", val=sign),
        new("m:limLoc", val="subSup" if beside else "undOvr"),
        None if lower else new("m:subHide", val=1),
        None if upper else new("m:supHide", val=1),
    )
    return new(
        "m:nary",
        properties,
        new("m:sub", *_row(lower, display)),
        new("m:sup", *_row(upper, display)),
        _argument("m:e", body, display),
    )


def _single(node: Element, display: bool) -> list[Element]:
    children = list(node)
    match tag(node):
        case "mi" | "mn" | "mo" | "mtext":
            return [text_run(content(node), node)]
        case "mspace":
            gap = space(node.get("width", ""))
            return [text_run(gap)] if gap else []
        case "mfrac":
            bare = new("m:fPr", new("m:type", val="noBar")) if node.get("linethickness") == "0" else None
            return [
                new("m:f", bare, _argument("m:num", children[:1], display), _argument("m:den", children[1:], display))
            ]
        case "msqrt":
            return [
                new("m:rad", new("m:radPr", new("m:degHide", val=1)), new("m:deg"), _argument("m:e", children, display))
            ]
        case "mroot":
            return [new("m:rad", _argument("m:deg", children[1:], display), _argument("m:e", children[:1], display))]
        case "msub" | "msup" | "msubsup" if scripts(node)[0] is not node:
            return [_scripted(node, display)]
        case "munder" | "mover" | "munderover" if scripts(node)[0] is not node:
            return [_stacked(node, display)]
        case "mtable":
            return [_matrix(children, display)]
        case "mphantom":
            return [new("m:phant", new("m:phantPr", new("m:show", val=0)), _argument("m:e", children, display))]
        case "menclose":
            return [_enclosed(node.get("notation", "box"), children, display)]
        case _:
            return _row(children, display)


def _scripted(node: Element, display: bool) -> Element:
    base, lower, upper = scripts(node)
    if display and lower and tag(base) == "mo" and (content(base) in LIMITS or base.get("movablelimits")):
        return _limits(base, lower, upper, display)
    body = _argument("m:e", [base], display)
    if lower and upper:
        return new("m:sSubSup", body, _argument("m:sub", lower, display), _argument("m:sup", upper, display))
    if lower:
        return new("m:sSub", body, _argument("m:sub", lower, display))
    return new("m:sSup", body, _argument("m:sup", upper, display))


def _limits(base: Element, lower: list[Element], upper: list[Element], display: bool) -> Element:
    """Something below or above its base, as under `max`."""
    body = _argument("m:e", [base], display)
    if upper:
        made = new("m:limUpp", body, _argument("m:lim", upper, display))
        body = new("m:e", made)
    if lower:
        made = new("m:limLow", body, _argument("m:lim", lower, display))
    return made


def _stacked(node: Element, display: bool) -> Element:
    base, lower, upper = scripts(node)
    mark = content((lower or upper)[0])
    if not (lower and upper) and tag((lower or upper)[0]) == "mo":
        body = _argument("m:e", [base], display)
        if mark in BARS:
            return new("m:bar", new("m:barPr", new("m:pos", val="bot" if lower else "top")), body)
        if upper and mark in ACCENTS:
            return new("m:acc", new("m:accPr", new("m:chr", val=ACCENTS[mark])), body)
        if mark in BRACES:
            place = "bot" if lower else "top"
            properties = new("m:groupChrPr", new("m:chr", val=mark), new("m:pos", val=place))
            if place == "top":
                properties.append(new("m:vertJc", val="bot"))
            return new("m:groupChr", properties, body)
    return _limits(base, lower, upper, display)


def _matrix(rows: list[Element], display: bool) -> Element:
    width = max((len(row) for row in rows), default=1)
    first = list(rows[0]) if rows else []
    sides = [cell.get("columnalign", "center") for cell in first] + ["center"] * (width - len(first))
    columns = [new("m:mc", new("m:mcPr", new("m:count", val=1), new("m:mcJc", val=side))) for side in sides]
    made = new("m:m", new("m:mPr", new("m:mcs", *columns)))
    for row in rows:
        cells = [_argument("m:e", list(cell), display) for cell in row]
        cells += [new("m:e", text_run(_BLANK)) for _ in range(width - len(cells))]
        made.append(new("m:mr", *cells))
    return made


def _enclosed(notation: str, children: list[Element], display: bool) -> Element:
    """A box, or the strokes of `\\cancel`."""
    properties = new("m:borderBoxPr")
    if "strike" in notation:
        properties.extend([new(f"m:hide{side}", val=1) for side in ("Top", "Bot", "Left", "Right")])
        for kind, stroke in (("horizontal", "H"), ("updiagonal", "BLTR"), ("downdiagonal", "TLBR")):
            if f"{kind}strike" in notation:
                properties.append(new(f"m:strike{stroke}", val=1))
    return new("m:borderBox", properties, _argument("m:e", children, display))
