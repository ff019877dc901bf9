"""Formulas: LaTeX -> presentation MathML -> Office MathML, the markup of Word's equations.

This covers the MathML that latex2mathml writes. An unknown element is drawn as the row of its children, so no symbol is
lost.

LibreOffice translates equations into its own language, StarMath, in which signs and words of ASCII are commands: `|`
is a disjunction and `in` a relation, and a bracket without its partner or an operator without operands is a mistake,
drawn as an inverted question mark. So brackets are kept together with what they hold, words are text (`m:nor`), and a
sign that only stands for itself is literal (`m:lit`), as Word calls it too. `_prepare` marks all this in the MathML.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass, field
from string import ascii_letters
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
_SIGNS: Final = {ord("~"): "∼", ord("*"): "∗", ord("-"): "−"}
"""Signs of ASCII, and what TeX draws for them in a formula."""
_QUOTED: Final = {ord('"'): "”"}
"""What TeX draws for a straight quotation mark, which would end a text of StarMath."""
_LETTERS: Final = frozenset(ascii_letters)
_COMMANDS: Final = frozenset("|%#&^_`")
"""Signs that StarMath never takes for themselves."""
_OPERATORS: Final = frozenset("+=<>/")
"""Signs that need operands in StarMath, which knows no others outside ASCII."""
_BRACKETS: Final = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉"}
_CLOSING: Final = frozenset(_BRACKETS.values())
_VERTICAL: Final = frozenset("|‖")
"""Bars, which open, close or separate."""
_DEEPEST: Final = 30
"""How many brackets may be within each other; those within them stand for themselves."""
_FONT: Final = "Cambria Math"
_ROWS: Final = frozenset({"math", "mrow", "mtd", "mstyle", "msqrt", "mpadded", "mphantom", "menclose"})
"""The nodes whose children are a row; those of others are arguments."""
_ESCAPED: Final = re.compile(r"\\([%&#_${}])")
"""A sign that is escaped in a text."""
_UPRIGHT_LETTER: Final = re.compile(r"\\mathrm\s*\{\s*([A-Za-z])\s*\}")
"""A single upright letter, which latex2mathml would slant."""
_ONE_SYMBOL: Final = ("mi", "mn", "mo")
"""The nodes that hold one symbol, which can be negated."""
_MIDDLE: Final = "0.05em"
"""The space around a bar of `\\middle`, which nothing else has."""
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
    root = etree.fromstring(mathml(_UPRIGHT_LETTER.sub(r"\\operatorname{\1}", latex), display=display))
    _prepare(root)
    return new("m:oMath", *_row(list(root), display))


def _prepare(node: Element) -> None:
    """Make texts of words and rows of brackets and what they hold, and mark signs that only stand for themselves."""
    for child in list(node):
        if _is_word(child):
            node.replace(child, _word(child))
        else:
            _prepare(child)
    if _tag(node) in _ROWS:
        node[:] = _paired(list(node))
        _mark_lone(list(node))
    else:
        for child in node:
            _mark_lone([child])
            if _bracket(child) and child is not _scripts(node)[0]:
                _set_apart(child)


def _is_word(node: Element) -> bool:
    """Whether a node is a row of upright letters, and perhaps digits, such as `\\mathrm{KL}`."""
    letters = [child for child in node if _tag(child) == "mi" and child.get("mathvariant") == "normal"]
    others = [child for child in node if _tag(child) in ("mn", "mspace")]
    return _tag(node) == "mrow" and 1 < len(node) == len(letters) + len(others) and bool(letters)


def _word(row: Element) -> Element:
    """A word as text."""
    made = row.makeelement(row.tag.replace("mrow", "mtext"))
    made.text = "".join(_characters(child) or _space(child.get("width", "")) for child in row)
    return made


@dataclass(slots=True)
class _Level:
    """A bracket that may be closed yet, and what follows it."""

    bracket: Element
    sure: bool = True
    """Whether it can only be an opening one."""
    held: list[Element] = field(default_factory=list)


def _paired(nodes: list[Element]) -> list[Element]:
    """The nodes of a row, with each pair of brackets and what is between them as one node."""
    row: list[Element] = []
    levels: list[_Level] = []
    for node in nodes:
        held = levels[-1].held if levels else row
        base = _scripts(node)[0]
        mark = _bracket(base)
        opener = _opener(levels, node) if mark else None
        if not mark:
            held.append(node)
        elif opener is not None:
            while levels[-1] is not opener:
                _dissolve(levels, row)
            levels.pop()
            (levels[-1].held if levels else row).append(_group(opener.bracket, opener.held, node))
        elif base is not node:
            # As in f(x)|_0: it belongs to all that follows the last operator.
            start = next((place for place in range(len(held), 0, -1) if not _is_operand(held[place - 1])), 0)
            held[start:] = [_group(None, held[start:], node)]
        elif mark in _CLOSING or len(levels) == _DEEPEST:
            _set_apart(node)
            held.append(node)
        else:
            sure = mark not in _VERTICAL or not _ends_in_operand(held)
            levels.append(_Level(node, sure))
    while levels:
        _dissolve(levels, row)
    return row


def _opener(levels: list[_Level], node: Element) -> _Level | None:
    """What a bracket closes: one with scripts must close something, and a bar what a bar has opened."""
    base = _scripts(node)[0]
    mark, scripted = _bracket(base), base is not node
    for level in reversed(levels):
        if _bracket(level.bracket) not in _VERTICAL:
            return level if mark in _CLOSING or (scripted and mark not in _VERTICAL) else None
        sure = scripted or ((level.sure or _is_sized(base)) and level is levels[-1] and _ends_in_operand(level.held))
        if mark == _bracket(level.bracket) and sure:
            return level
    return None


def _dissolve(levels: list[_Level], row: list[Element]) -> None:
    """Leave the last bracket open: it and what follows it belong to the level before, or to the row."""
    level = levels.pop()
    _set_apart(level.bracket)
    (levels[-1].held if levels else row).extend([level.bracket, *level.held])


def _group(opening: Element | None, held: list[Element], node: Element) -> Element:
    """Brackets and what they hold as a row, with the scripts of the closing one.

    Brackets without scripts that TeX would not stretch stay signs; others become delimiters, as with `\\left`.
    """
    base = _scripts(node)[0]
    if opening is None:
        opening = base.makeelement(base.tag)
    ends = _BRACKETS.get(_characters(opening)) == _characters(base)
    if base is not node or not ends or _is_sized(opening) or _is_sized(base):
        opening.set("form", "prefix")
        base.set("form", "postfix")
    row = base.makeelement(base.tag.replace(_tag(base), "mrow"))
    row.extend([opening, *held, base])
    _mark_lone(list(row))
    if base is node:
        return row
    node.insert(0, row)
    return node


def _bracket(node: Element) -> str:
    """The bracket or bar that a node is; empty for other nodes and those of `\\left`, `\\middle` and `\\right`."""
    if _tag(node) not in ("mo", "mi") or node.get("form") or node.get("lspace"):
        return ""
    mark = _characters(node)
    return mark if mark in _BRACKETS or mark in _CLOSING or mark in _VERTICAL else ""


def _is_sized(node: Element) -> bool:
    """Whether a bracket has a size of its own, as with `\\bigl`."""
    return node.get("minsize") is not None


def _set_apart(bracket: Element) -> None:
    """Mark a bracket without a partner; a large bar divides what is around it, as with `\\middle`."""
    bracket.set("literal", "true")
    if _is_sized(bracket) and _characters(bracket) in _VERTICAL:
        bracket.set("lspace", _MIDDLE)


def _ends_in_operand(nodes: list[Element]) -> bool:
    """Whether a bar after these nodes can close or separate."""
    last = next((node for node in reversed(nodes) if _characters(node)), None)
    return last is not None and _is_operand(last)


def _is_operand(node: Element) -> bool:
    """Whether a node is no operator, relation, comma or name of a function, and nothing like `f(x)|_0`."""
    base = _scripts(node)[0]
    if len(base) and base[0].get("form") == "prefix":
        return bool(_characters(base[0]))
    if _tag(base) not in ("mi", "mo") or not (mark := _characters(base)):
        return True
    return not (_is_function_name(base) or mark in ",;:~*/" or unicodedata.category(mark[-1]) == "Sm")


def _mark_lone(nodes: list[Element]) -> None:
    """Mark operators that lack an operand, as in `x^+`: they only stand for themselves."""
    shown = [node for node in nodes if _characters(node) or node.get("form")]
    for before, node, after in zip([None, *shown], shown, [*shown[1:], None], strict=False):
        mark = _characters(node)
        if _tag(node) in ("mi", "mo") and mark in _OPERATORS:
            needy = mark != "+" and (before is None or _is_edge(before, "prefix", _BRACKETS))
            if needy or after is None or _is_edge(after, "postfix", _CLOSING):
                node.set("literal", "true")


def _is_edge(node: Element, form: str, brackets: Container[str]) -> bool:
    """Whether a neighbor of an operator is no operand."""
    mark = _characters(_scripts(node)[0])
    if node.get("literal"):
        return False
    if node.get("form") == form or node.get("lspace") or (mark in _NARY and form == "prefix"):
        return True
    return _tag(node) in ("mi", "mo") and (mark in brackets or mark in _OPERATORS - {"+"})


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
        if following and _is_function_name(_scripts(nodes[index])[0]) and _takes_space(following[0]):
            made.append(_text_run(_THIN))
        index += taken
    return _joined(made)


def _fenced(nodes: list[Element], index: int, display: bool) -> tuple[int, list[Element]] | None:
    """A matrix, a binomial or `\\left … \\right` with its delimiters: how many nodes it takes, and its elements."""
    opener = nodes[index]
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
        if _tag(node) == "mo" and node.get("lspace") == _MIDDLE and (not bar or bar == _characters(node)):
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
            return 2, [_math_run(unicodedata.normalize("NFC", _characters(following[0]) + _NEGATION))]
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
    """The operand of a large operator: everything up to the next relation, or the bracket around both."""
    for index, node in enumerate(nodes):
        if _tag(node) in ("mi", "mo") and _characters(node).translate(_SIGNS) in _RELATIONS | _CLOSING:
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
        case "mtext":
            return [_text_run(_ESCAPED.sub(r"\1", _characters(node)), node.get("mathvariant", ""))]
        case "mi" | "mo" if _is_function_name(node) or _is_upright_letter(node):
            return [_text_run(_characters(node))]
        case "mi" | "mn" | "mo":
            return [_math_run(_characters(node).translate(_SIGNS), node)]
        case "mspace":
            gap = _space(node.get("width", ""))
            return [_text_run(gap)] if gap else []
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


def _text_run(text: str, variant: str = "") -> Element:
    """A run of upright text in the font of formulas: a word, or space, which LibreOffice would leave out elsewhere."""
    part = new("m:t", xml_space="preserve")
    part.text = text.translate(_QUOTED)
    style = new(f"w:{variant[0]}") if variant in ("bold", "italic") else None
    font = new("w:rFonts", ascii=_FONT, hAnsi=_FONT)
    return new("m:r", new("m:rPr", new("m:nor")), new("w:rPr", font, style), part)


def _math_run(text: str, node: Element | None = None) -> Element:
    """A run of symbols, in the alphabet of the MathML node that it comes from."""
    part = new("m:t", xml_space="preserve")
    part.text = text.translate(_INVISIBLE)
    properties = [] if node is None else _alphabet(node)
    if text in _COMMANDS or (node is not None and node.get("literal") and text not in "{}"):
        properties = [new("m:lit"), *(properties or [new("m:sty", val="p")])]
    return new("m:r", new("m:rPr", *properties) if properties else None, part)


def _alphabet(node: Element) -> list[Element]:
    """The alphabet and style of symbols."""
    variant = node.get("mathvariant", "")
    found = [new("m:scr", val=alphabet) for alphabet in _ALPHABETS if alphabet in variant]
    if "bold" in variant:
        found.append(new("m:sty", val="bi" if "italic" in variant else "b"))
    elif variant == "normal" or found:
        found.append(new("m:sty", val="p"))
    return found


def _joined(elements: list[Element]) -> list[Element]:
    """Neighboring runs of the same kind as one, so that a word and its spaces are together when they are copied.

    Letters that are multiplied are apart, for two of them may be a command of StarMath.
    """
    result: list[Element] = []
    for element in elements:
        last = result[-1] if result else None
        if last is not None and element.tag == last.tag == name("m:r") and _properties(element) == _properties(last):
            before, after = str(last[-1].text), str(element[-1].text)
            if b"nor" in _properties(last) or not ({before[-1:], after[:1]} <= _LETTERS):
                last[-1].text = before + after
                continue
        result.append(element)
    return result


def _properties(run: Element) -> bytes:
    """The properties of a run as bytes, which can be compared."""
    return b"".join(map(etree.tostring, list(run)[:-1]))


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
    text = _characters(node)
    return _tag(node) in ("mi", "mo") and len(text) > 1 and any(map(str.isalpha, text))


def _is_upright_letter(node: Element) -> bool:
    """Whether a node is a letter as in `\\mathrm{d}`."""
    return _characters(node).isalpha() and (_tag(node) == "mo" or node.get("mathvariant") == "normal")


def _takes_space(node: Element) -> bool:
    """Whether the name of a function is set apart from what follows it: not from a sign, a space or a bracket."""
    base = _scripts(node)[0]
    bracketed = _tag(base) == "mrow" and len(base) and _characters(base[0]) in _BRACKETS
    return not bracketed and _tag(node) not in _NO_SPACE_BEFORE


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
