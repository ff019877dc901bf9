from __future__ import annotations

import pytest

from alignprep.text.svg import svg_fault
from tests.support.sample_bank import SVG

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'


def test_a_plain_figure_is_accepted() -> None:
    assert svg_fault(SVG) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not xml",
        "<html/>",
        "<svg viewBox='0 0 9 9'/>",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1000000"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 -5 9"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 0"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1.2.3 9"/>',
        '<svg xmlns="http://www.w3.org/2000/svg"/>',
        HEAD + "<script>alert(1)</script></svg>",
        HEAD + "<image href='http://x/y.png'/></svg>",
        HEAD + "<foreignObject/></svg>",
        HEAD + "<use href='#a'/></svg>",
        HEAD + "<style>@import url(http://x)</style></svg>",
        HEAD + "<rect onclick='x'/></svg>",
        HEAD + "<rect style='fill:red'/></svg>",
        HEAD + "<rect fill='url(http://x/y#z)'/></svg>",
        HEAD + "<rect xmlns:x='http://www.w3.org/1999/xlink' x:href='#a'/></svg>",
        '<?xml-stylesheet href="x"?>' + HEAD + "</svg>",
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + HEAD + "<text>&a;</text></svg>",
        HEAD + "<rect>",
    ],
)
def test_anything_else_is_refused_with_a_place(text: str) -> None:
    fault = svg_fault(text)
    assert fault is not None
    assert fault.code == "AP509"
    assert 0 <= fault.offset <= len(text)
