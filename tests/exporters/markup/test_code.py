"""Highlighted code is the code, with classes around it."""

from __future__ import annotations

import re
from html import unescape

import pytest

from alignprep_exporters.markup.code import marked


@pytest.mark.parametrize("language", ["py", "python", "bash", "yaml", "html", "", "no-such-language"])
@pytest.mark.parametrize("source", ["x = '<b>' & 1  # {{c1::x}}\n\n  y\n", "", "\n\n", "<script>alert(1)</script>"])
def test_no_character_is_lost_and_none_is_markup(source: str, language: str) -> None:
    written = marked(source, language)
    assert set(re.findall(r"<[^>]*>", written)) <= {"</span>", *re.findall(r'<span class="[A-Za-z0-9 -]+">', written)}
    assert unescape(re.sub(r"<[^>]*>", "", written)).rstrip("\n") == source.rstrip("\n")


def test_kinds_of_tokens_are_classes() -> None:
    assert '<span class="k">return</span>' in marked("return 1", "python")
    assert "<span" not in marked("return 1", "no-such-language")
