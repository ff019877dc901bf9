"""Figures in HTML: large enough to be read, described, and without whatever could meet something else on a page."""

from __future__ import annotations

import pytest
from lxml import etree

from alignprep import ExporterError
from alignprep.text.svg import svg_fault
from alignprep_exporters.markup.figures import drawing, least_width

SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}>{}</svg>'


@pytest.mark.parametrize(
    ("attributes", "inside", "width"),
    [
        ('viewBox="0 0 640 280" font-size="14"', '<text font-size="12">a</text>', 534),
        ('viewBox="0 0 640 280"', "<text>a</text>", 400),
        ('viewBox="-10 -10 300 80"', '<g font-size="20px"><text>a</text></g>', 150),
        ('viewBox="0 0 640 280"', '<path d="M0 0"/>', 1),
        ('viewBox="0 0 640 280"', '<text font-size="9"> <tspan font-size="20">a</tspan> </text>', 320),
        ('viewBox="0 0 640 280" font-size="40"', "<text>a</text>", 160),
        ('viewBox="0 0 640 280"', '<text>a</text><text font-size="40">b</text>', 400),
        ('viewBox="0 0 640 280" font-size="20"', '<text font-size="50%">a</text>', 640),
        ('viewBox="0 0 640 280" font-size="20"', '<text font-size=".5em">a</text>', 640),
        ('viewBox="0 0 640 280"', '<text font-size="12pt">a</text>', 400),
        ('viewBox="0 0 640 280"', '<text font-size="x-small">a</text>', 640),
        ('viewBox="0 0 640 280" font-size="20"', '<g transform="translate(9) scale(.5)"><text>a</text></g>', 640),
        ('viewBox="0 0 640 280" font-size="20"', '<text transform="matrix(1 0 0 .5 9 9)">a</text>', 640),
        ('viewBox="0 0 640 280"', '<text transform="scale() matrix(1 0)" font-size="?">a</text>', 400),
        ('viewBox="0 0 640 280"', '<text font-size="0">a</text>', 1),
    ],
)
def test_a_figure_is_never_drawn_too_small_to_be_read(attributes: str, inside: str, width: int) -> None:
    svg = SVG.format(attributes, inside)
    assert svg_fault(svg) is None
    assert least_width(svg) == width


def drawn(attributes: str, inside: str = "", alt: str = "What it shows") -> etree._Element:
    return etree.fromstring(drawing(SVG.format(f'viewBox="0 0 90 30" {attributes}', inside), alt))


def test_a_figure_says_what_it_shows_and_leaves_its_size_to_the_page() -> None:
    figure = drawn('id="a" width="9" height="9" role="group" aria-labelledby="t"', "<title id='t'>T</title>", 'A < "B"')
    assert dict(figure.attrib) == {"role": "img", "aria-label": 'A < "B"', "width": "1", "viewBox": "0 0 90 30"}
    assert not len(figure)


def test_shapes_and_texts_stay_and_ids_go() -> None:
    inside = '<g id="x" fill="red"><text xml:lang="de" y="9">a &lt; <tspan>b</tspan> &amp; c</text><desc>no</desc></g>'
    figure = drawn("", inside)
    assert [one.tag for one in figure.iter()] == ["svg", "g", "text", "tspan"]
    assert "".join(figure.itertext()) == "a < b & c"
    assert not figure.xpath("//@id")
    assert figure.xpath("//@xml:lang") == ["de"]


@pytest.mark.parametrize("inside", ["<script>x</script>", '<g style="fill:red"/>', '<a href="#x"/>', "<g onload='x'/>"])
def test_what_is_not_plain_is_refused(inside: str) -> None:
    with pytest.raises(ExporterError, match=r"a figure that is not plain: the (element|attribute)"):
        drawing(SVG.format('viewBox="0 0 90 30"', inside), "x")
