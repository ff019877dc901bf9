"""A question as Markdown and as HTML: whole, safe, and no more than an edition shows."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from lxml import etree
from markdown_it import MarkdownIt

import alignprep
from alignprep import Edition, NotInBank, SelectionError
from alignprep.model.records import Fact
from tests.support.sample_bank import question, sample_bank

BANK = alignprep.load()
SAMPLE = sample_bank()
ELEMENTS = {
    "article", "h1", "h2", "p", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "code", "table", "thead",
    "tbody", "tr", "th", "td", "strong", "em", "mark", "a", "figure", "figcaption", "img",
}  # fmt: skip
ATTRIBUTES = {"lang", "href", "start", "scope", "src", "alt"}
MATHML = "{http://www.w3.org/1998/Math/MathML}"


def tree(html: str) -> etree._Element:
    return etree.fromstring(html.encode(), etree.XMLParser(resolve_entities=False))


def spoken(html: str) -> str:
    return " ".join("".join(tree(html).itertext()).split())


@pytest.mark.parametrize("edition", Edition)
def test_every_question_is_plain_html(edition: Edition) -> None:
    seen: Counter[str] = Counter()
    for bank in (BANK, SAMPLE):
        for one in bank.questions:
            for element in tree(bank.html(one.id, edition=edition)).iter():
                assert isinstance(element.tag, str)
                seen[element.tag] += 1
                if element.tag.startswith(MATHML):
                    continue
                assert element.tag in ELEMENTS
                assert set(element.attrib) <= ATTRIBUTES
                assert re.match(r"(https?|mailto):", element.get("href", "https:"))
                assert element.get("src", "data:image/svg+xml;base64,").startswith("data:image/svg+xml;base64,")
    if edition is not Edition.CANDIDATE:
        assert seen[f"{MATHML}math"] > 100
        assert ELEMENTS - {"dl", "dt", "dd", "blockquote"} <= seen.keys()


@pytest.mark.parametrize("write", ["html", "markdown"])
def test_each_edition_shows_what_it_may(write: str) -> None:
    shown = {edition: getattr(SAMPLE, write)("question-1", edition=edition) for edition in Edition}
    assert "Hint 1" not in shown[Edition.CANDIDATE]
    assert "Hint 1" in shown[Edition.STUDY]
    for secret in ("Anchor", "Follow-up", "Wrong claim"):
        assert secret not in shown[Edition.STUDY]
        assert secret in shown[Edition.INTERVIEWER]


def test_no_text_becomes_markup() -> None:
    hostile = "A \\<script>alert(1)\\</script> & \"quote\" 'one' `<b>` and $a < b$"
    one = question(1, title="<b>Title</b> *not emphasis* [x](y)", key_points=[hostile, "b", "c", "d"])
    html = sample_bank(one).html(1)
    assert "<script" not in html
    assert "<b>" not in html
    assert 'A <script>alert(1)</script> & "quote"' in spoken(html)
    title = sample_bank(one).markdown(1).splitlines()[0]
    assert title == "# \\<b\\>Title\\</b\\> \\*not emphasis\\* \\[x\\](y)"


def test_citations_lead_to_the_works() -> None:
    label, link = BANK.labels["ouyang2022training"], BANK.references["ouyang2022training"].link
    assert f'(<a href="{link}">{label}</a>)' in BANK.html("rlhf-pipeline")
    assert f"([{label}](<{link}>))" in BANK.markdown("rlhf-pipeline")
    for one in BANK.questions:
        assert "[@" not in BANK.markdown(one.id, edition="interviewer").replace("`[@", "")


def test_a_citation_in_code_is_code() -> None:
    full = "See `[@ouyang2022training]`.\n\n```\n[@ouyang2022training]\n```\n\nAnd [@ouyang2022training; @nist2023]."
    text = sample_bank(question(1, answer={"short": "word " * 50, "depth": full})).markdown(1)
    assert "`[@ouyang2022training]`" in text
    assert "\n[@ouyang2022training]\n" in text
    assert "([Ouyang et al. 2022](<https://arxiv.org/abs/2203.02155>); [NIST 2023](<" in text


@pytest.mark.parametrize("edition", Edition)
def test_the_markdown_has_the_headings_and_code_that_it_should(edition: Edition) -> None:
    """As another reader of Markdown finds them."""
    for bank in (BANK, SAMPLE):
        for one in bank.questions:
            tokens = MarkdownIt("commonmark").enable("table").parse(bank.markdown(one.number, edition=edition))
            headings = [
                tokens[index + 1].children or [] for index, token in enumerate(tokens) if token.type == "heading_open"
            ]
            first, *others = ["".join(child.content for child in children) for children in headings]
            assert first == ("Question 1" if edition is Edition.CANDIDATE else one.title)
            assert len(set(others)) == len(others)
            fences = {token.content for token in tokens if token.type == "fence"}
            if edition is not Edition.CANDIDATE:
                assert fences >= {f"{bank.code[name].rstrip()}\n" for name in one.code}


def test_what_is_not_there_is_refused() -> None:
    for write in (BANK.markdown, BANK.html):
        with pytest.raises(NotInBank, match="did you mean 'rlhf-pipeline'"):
            write("rlhf-pipelin")
        with pytest.raises(SelectionError, match="did you mean 'study'"):
            write(2, edition="studdy")


def test_a_fact_is_a_question_and_an_answer() -> None:
    fact = Fact(id="x", text="PPO clips the {{c1::*probability ratio*::what}} to one $\\pm \\epsilon$.")
    assert fact.question == "PPO clips the [what] to one $\\pm \\epsilon$."
    assert fact.answer == "*probability ratio*"
    assert fact.statement == "PPO clips the *probability ratio* to one $\\pm \\epsilon$."
    assert Fact(id="x", text="{{c1::$\\frac{a}{b}$}} is it").question == "[…] is it"
    for one in BANK.questions:
        for fact in one.facts:
            assert fact.answer.strip()
            assert "{{c1" not in fact.question + fact.answer + fact.statement


def test_a_bank_says_when_it_was_released() -> None:
    assert BANK.released == BANK.data.released
    assert SAMPLE.released is None
