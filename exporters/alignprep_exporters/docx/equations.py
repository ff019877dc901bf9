"""Formulas: LaTeX -> presentation MathML -> Office MathML, the markup of Word's equations.

This covers the MathML that latex2mathml writes. An unknown element is drawn as the row of its children, so no symbol is
lost.
"""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from alignprep.text.maths import ACCENTS, mathml
from alignprep_exporters.docx.xml import Element, name, new

__all__ = ["equation"]

_SOLIDUS: Final = "\u29f8"
_NEGATION: Final = "\u0338"
_BLANK: Final = "\u200b"
_THIN: Final = "\u2009"
_INVISIBLE: Final = {ord(character): None for character in "\u2061\u2062\u2063\u2064"}
_ONE_SYMBOL: Final = ("mi", "mn", "mo")
"""The nodes that hold one symbol, which can be negated."""
_NO_SPACE_BEFORE: Final = frozenset({"mo", "mspace", "mtext"})
"""The nodes before which the name of a function needs no thin space."""
_RELATIONS: Final = frozenset("=≠<>≤≥≈≡∼∝→↦⇒⇔∈,;")
_INTEGRALS: Final = frozenset("∫∬∭∮∯∰")
"""The large operators whose limits stand beside them."""
_NARY: Final = _INTEGRALS | frozenset("∑∏∐⋀⋁⋂⋃⨀⨁⨂⨄⨆")
"""Large operators, which Word draws together with their operands."""
_LIMITS: Final = frozenset({"lim", "max", "min", "sup", "inf"})
"""Named operators whose limits stand below them in a displayed formula."""
_OPENERS: Final = frozenset("([{|‖")
"""The opening delimiters of a matrix or a binomial coefficient."""
_BARS: Final = frozenset("―‾¯_")
"""Marks that are drawn as a line over or under a whole expression."""
_BRACES: Final = frozenset("⏞⏟⎴⎵⏜⏝←↔")
"""Marks that stretch over or under a whole expression."""
_SPACES: Final = ((0.1, ""), (0.19, "\u2009"), (0.24, "\u205f"), (0.3, "\u2005"), (0.4, "\u2004"), (0.75, "\u2002"))
"""Space characters, each with the width in ems that is too wide for it."""
_NAMED_SPACES: Final = {"thinmathspace": 0.17, "mediummathspace": 0.22, "thickmathspace": 0.28}
_ALPHABETS: Final = ("script", "fraktur", "double-struck", "sans-serif", "monospace")


def equation(latex: str, *, display: bool) -> Element:
    """A formula as `m:oMath`."""
    root = etree.fromstring(mathml(latex, display=display))
    return new("m:oMath", *_row(list(root), display))


def _argument(tag: str, nodes: list[Element], display: bool) -> Element:
    """An argument of a structure; where it is empty, a blank keeps Word from drawing a dotted box."""
    return new(tag, *(_row(nodes, display) or [_math_run(_BLANK)]))


def _row(nodes: list[Element], display: bool) -> list[Element]:
    """Sibling nodes as Word's elements; some structures take several nodes."""
    made: list[Element] = []
    index = 0
    while index < len(nodes):
        taken, elements = _fenced(nodes, index, display) or _operator(nodes, index, display) or (1, None)
        made += elements if elements is not None else _single(nodes[index], display)
        following = nodes[index + 1 : index + 2]
        if following and _is_function_name(_scripts(nodes[index])[0]) and _tag(following[0]) not in _NO_SPACE_BEFORE:
            made.append(_math_run(_THIN))
        index += taken
    return _joined(made)


def _fenced(nodes: list[Element], index: int, display: bool) -> tuple[int, list[Element]] | None:
    """A matrix, a binomial or `\\left … \\right` with its delimiters: how many nodes it takes, and its elements."""
    opener = nodes[index]
    if _tag(opener) != "mo":
        return None
    if opener.get("form") == "prefix":
        closed = len(nodes) > index + 1 and nodes[-1].get("form") == "postfix"
        inner = nodes[index + 1 : -1] if closed else nodes[index + 1 :]
        close = _characters(nodes[-1]) if closed else ""
        return len(nodes) - index, [_delimited(_characters(opener), close, inner, display)]
    if len(nodes) > index + 2 and _characters(opener) in _OPENERS and _tag(nodes[index + 2]) == "mo":
        inside = nodes[index + 1]
        if _tag(inside) == "mtable" or (_tag(inside) == "mfrac" and inside.get("linethickness") == "0"):
            return 3, [_delimited(_characters(opener), _characters(nodes[index + 2]), [inside], display)]
    return None


def _delimited(opening: str, closing: str, inner: list[Element], display: bool) -> Element:
    """Delimiters that grow with what they hold, and the bars of `\\middle` in between."""
    parts: list[list[Element]] = [[]]
    bar = ""
    for node in inner:
        if _tag(node) == "mo" and node.get("lspace") == "0.05em" and (not bar or bar == _characters(node)):
            bar = _characters(node)
            parts.append([])
        else:
            parts[-1].append(node)
    properties = new(
        "m:dPr", new("m:begChr", val=opening), new("m:sepChr", val=bar) if bar else None, new("m:endChr", val=closing)
    )
    return new("m:d", properties, *(_argument("m:e", part, display) for part in parts))


def _operator(nodes: list[Element], index: int, display: bool) -> tuple[int, list[Element]] | None:
    """A large operator, `\\not` or a prescript with its operand: how many nodes it takes, and its elements."""
    node = nodes[index]
    base, lower, upper = _scripts(node)
    following = nodes[index + 1 :]
    if _tag(base) == "mo" and _characters(base) in _NARY:
        body = _operand(following)
        if not body:
            return None
        return 1 + len(body), [_nary(_characters(base), lower, upper, body, display)]
    if _tag(node) == "mpadded" and _characters(node) == _SOLIDUS and following:
        if _tag(following[0]) in _ONE_SYMBOL:
            return 2, [_math_run(_characters(following[0]) + _NEGATION)]
        return 2, _single(following[0], display)
    if _tag(node) in ("msub", "msup", "msubsup") and _tag(base) == "mrow" and not len(base) and following:
        pre = new(
            "m:sPre",
            _argument("m:sub", lower, display),
            _argument("m:sup", upper, display),
            _argument("m:e", following[:1], display),
        )
        return 2, [pre]
    return None


def _operand(nodes: list[Element]) -> list[Element]:
    """The operand of a large operator: everything up to the next relation."""
    for index, node in enumerate(nodes):
        if _tag(node) == "mo" and _characters(node) in _RELATIONS:
            return nodes[:index]
    return nodes


def _nary(sign: str, lower: list[Element], upper: list[Element], body: list[Element], display: bool) -> Element:
    """A large operator with its limits and its operand."""
    beside = sign in _INTEGRALS or not display
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
    """One node, without its neighbors."""
    children = list(node)
    match _tag(node):
        case "mi" | "mn" | "mo" | "mtext":
            return [_math_run(_characters(node), node)]
        case "mspace":
            gap = _space(node.get("width", ""))
            return [_math_run(gap)] if gap else []
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
        case "msub" | "msup" | "msubsup" if _scripts(node)[0] is not node:
            return [_scripted(node, display)]
        case "munder" | "mover" | "munderover" if _scripts(node)[0] is not node:
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
    """A subscript and a superscript, or the limits of a named operator."""
    base, lower, upper = _scripts(node)
    if display and lower and _tag(base) == "mo" and (_characters(base) in _LIMITS or base.get("movablelimits")):
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
    """A bar, an accent or a brace, or anything else below and above a base."""
    base, lower, upper = _scripts(node)
    mark = _characters((lower or upper)[0])
    if not (lower and upper) and _tag((lower or upper)[0]) == "mo":
        body = _argument("m:e", [base], display)
        if mark in _BARS:
            return new("m:bar", new("m:barPr", new("m:pos", val="bot" if lower else "top")), body)
        if upper and mark in ACCENTS:
            return new("m:acc", new("m:accPr", new("m:chr", val=ACCENTS[mark])), body)
        if mark in _BRACES:
            place = "bot" if lower else "top"
            properties = new("m:groupChrPr", new("m:chr", val=mark), new("m:pos", val=place))
            if place == "top":
                properties.append(new("m:vertJc", val="bot"))
            return new("m:groupChr", properties, body)
    return _limits(base, lower, upper, display)


def _matrix(rows: list[Element], display: bool) -> Element:
    """A matrix; short rows are filled up."""
    width = max((len(row) for row in rows), default=1)
    first = list(rows[0]) if rows else []
    sides = [cell.get("columnalign", "center") for cell in first] + ["center"] * (width - len(first))
    columns = [new("m:mc", new("m:mcPr", new("m:count", val=1), new("m:mcJc", val=side))) for side in sides]
    made = new("m:m", new("m:mPr", new("m:mcs", *columns)))
    for row in rows:
        cells = [_argument("m:e", list(cell), display) for cell in row]
        cells += [new("m:e", _math_run(_BLANK)) for _ in range(width - len(cells))]
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


def _math_run(text: str, node: Element | None = None) -> Element:
    """A run of an equation, in the alphabet of the MathML node that it comes from."""
    part = new("m:t", xml_space="preserve")
    part.text = text.translate(_INVISIBLE)
    properties = [] if node is None else _alphabet(node)
    return new("m:r", new("m:rPr", *properties) if properties else None, part)


def _alphabet(node: Element) -> list[Element]:
    """The properties of a run: plain text, or the alphabet and style of its letters."""
    kind = _tag(node)
    variant = node.get("mathvariant", "")
    if kind == "mtext" and not variant:
        return [new("m:nor")]
    if kind == "mtext" and variant in ("bold", "italic"):
        return [new("m:sty", val=variant[0])]
    found = [new("m:scr", val=alphabet) for alphabet in _ALPHABETS if alphabet in variant]
    if "bold" in variant:
        found.append(new("m:sty", val="bi" if "italic" in variant else "b"))
    elif variant == "normal" or found or _is_function_name(node):
        found.append(new("m:sty", val="p"))
    return found


def _joined(elements: list[Element]) -> list[Element]:
    """Neighboring runs of the same alphabet as one, so that `KL` is one word when it is copied or read aloud."""
    result: list[Element] = []
    for element in elements:
        last = result[-1] if result else None
        if last is not None and element.tag == last.tag == name("m:r") and _properties(element) == _properties(last):
            last[-1].text = f"{last[-1].text}{element[-1].text}"
        else:
            result.append(element)
    return result


def _properties(run: Element) -> bytes:
    return etree.tostring(run[0]) if len(run) > 1 else b""


def _tag(node: Element) -> str:
    """The name of a MathML node without its namespace."""
    return etree.QName(node).localname


def _characters(node: Element) -> str:
    """The characters of a MathML node."""
    return "".join(str(part) for part in node.itertext()).strip(" \n")


def _scripts(node: Element) -> tuple[Element, list[Element], list[Element]]:
    """The base, the nodes below and the nodes above; a node without scripts is its own base."""
    children = list(node)
    match _tag(node), len(children):
        case (("msub" | "munder"), 2):
            return children[0], [children[1]], []
        case (("msup" | "mover"), 2):
            return children[0], [], [children[1]]
        case (("msubsup" | "munderover"), 3):
            return children[0], [children[1]], [children[2]]
        case _:
            return node, [], []


def _is_function_name(node: Element) -> bool:
    """Whether a node is a name of several letters, such as `log`, which is set upright."""
    text = "".join(str(part) for part in node.itertext())
    return _tag(node) in ("mi", "mo") and len(text) > 1 and text.replace(_THIN, "").isalpha()


def _space(width: str) -> str:
    """The space characters that come nearest to a width in ems; a negative width has none."""
    number = re.fullmatch(r"\+?([0-9]*\.?[0-9]+)(em|mu|pt|px|ex)?", width)
    ems = _NAMED_SPACES.get(width, 0.0)
    if number:
        ems = float(number[1]) / {"mu": 18, "pt": 11, "px": 15, "ex": 2}.get(number[2] or "em", 1)
    for limit, character in _SPACES:
        if ems < limit:
            return character
    return "\u2003" * min(round(ems) or 1, 8)
