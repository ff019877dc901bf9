"""What is printed without color can be read, and says the same."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from alignprep import select
from alignprep_exporters import pdf
from alignprep_exporters.pdf import quick
from tests.support.sample_bank import INTERVIEW, sample_bank

PRODUCTS = [
    (pdf, {"edition": "study"}),
    (pdf, {"edition": "interviewer"}),
    (pdf, {"edition": "interviewer", "interview": INTERVIEW}),
    (quick, {"edition": "study"}),
]


def luminance(red: float, green: float, blue: float) -> float:
    """The brightness of a color, from 0 for black to 1 for white, as paper in gray has it (WCAG 2.2)."""
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("exporter", "chosen"), PRODUCTS)
def test_every_text_is_dark_enough_without_its_color(exporter: Any, chosen: dict[str, Any]) -> None:
    reader = PdfReader(io.BytesIO(exporter.render(select(sample_bank(), **chosen))))
    tint = luminance(*(value / 255 for value in (0xF1, 0xF3, 0xF4)))
    shades: dict[tuple[float, ...], float] = {}
    for one in reader.pages:
        content = one.get_contents()
        assert content is not None
        for text in re.findall(rb"BT(.*?)\bET\b", content.get_data(), re.DOTALL):
            for color in re.findall(rb"([0-9.]+) ([0-9.]+) ([0-9.]+) rg", text):
                shade = tuple(map(float, color))
                shades[shade] = luminance(*shade)
    assert len(shades) >= 3
    for shade, bright in shades.items():
        # Contrast of 4.5 to 1, also on the tint behind code.
        assert (tint + 0.05) / (bright + 0.05) >= 4.5, shade
