"""The page without scripts: whole, lawful, the same everywhere, and no more than an edition shows."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from alignprep import Edition, ExporterError, Packet, load, select
from alignprep.packet.practice import rehearsals
from alignprep_exporters import html
from tests.support.language_banks import LANGUAGES, language_packet
from tests.support.page_reader import between, outline, policy, tree
from tests.support.sample_bank import question, sample_bank

SAMPLE = sample_bank()
BANK = load()


@cache
def made(edition: str = "interviewer", *, ours: bool = False) -> bytes:
    return html.render(select(BANK if ours else SAMPLE, edition=edition))


def texts(page: bytes, path: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in tree(page).xpath(path)]


def test_the_page_of_a_small_bank_is_as_it_was(root: Path) -> None:
    """To accept a change, after reading it: write what `outline` returns into the file."""
    assert outline(made()) == (root / "tests" / "golden" / "page.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("edition", Edition)
def test_every_question_is_there_with_what_the_edition_shows(edition: Edition) -> None:
    page = made(edition, ours=True)
    found = tree(page)
    articles = found.xpath("//article[contains(@class, 'question')]")
    assert len(articles) == len(BANK)
    shows = {
        kind: len(found.xpath(f"//details[@class='{kind}']")) for kind in ("nudge", "hint", "answer", "interviewer")
    }
    study, interviewer = edition is not Edition.CANDIDATE, edition is Edition.INTERVIEWER
    assert shows == {"nudge": 50 * study, "hint": 50 * study, "answer": 50 * study, "interviewer": 50 * interviewer}
    if study:
        assert [article.get("id") for article in articles] == list(BANK)
        points = [len(article.xpath(".//ol[@class='points']/li")) for article in articles]
        assert points == [len(one.key_points) for one in BANK.questions]
        facts = [article.xpath(".//ul[@class='facts']/li/@data-fact") for article in articles]
        assert facts == [[fact.id for fact in one.facts] for one in BANK.questions]
        assert all(not article.xpath(".//details[@open]") for article in articles)


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize("ours", [False, True])
def test_ids_are_unique_and_links_lead_somewhere(edition: Edition, ours: bool) -> None:
    found = tree(made(edition, ours=ours))
    ids = found.xpath("//@id")
    assert len(ids) == len(set(ids))
    for name in ("href", "aria-labelledby"):
        for target in found.xpath(f"//@{name}"):
            if name == "aria-labelledby" or target.startswith("#"):
                assert target.removeprefix("#") in ids, target
            else:
                assert re.match(r"(https?://|mailto:|data:,$)", target), target


def test_no_question_can_take_the_id_of_a_part_of_the_page() -> None:
    fixed = [id for id in tree(made()).xpath("//@id") if not id.startswith("question-")]
    assert fixed
    assert all("_" in id for id in fixed)  # which no id of a bank can have


@pytest.mark.parametrize("edition", Edition)
def test_the_policy_allows_this_style_and_script_and_nothing_else(edition: Edition) -> None:
    page = made(edition)
    rules = policy(page)

    def digests(opening: bytes, closing: bytes) -> list[str]:
        found = between(page, opening, closing)
        return [f"'sha256-{base64.b64encode(hashlib.sha256(one).digest()).decode()}'" for one in found]

    wanted: dict[str, list[str]] = {
        "default-src": ["'none'"],
        "style-src": digests(b"<style>", b"</style>"),
        "img-src": ["data:"],
        "font-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    scripts = digests(b"<script>", b"</script>")
    assert len(scripts) == (edition is not Edition.CANDIDATE)
    assert rules == {**wanted, **({"script-src": scripts} if scripts else {})}
    head = page.partition(b"<style>")[0]
    assert b"Content-Security-Policy" in head  # before whatever it rules on
    assert b"\r" not in page


@pytest.mark.parametrize("ours", [False, True])
def test_nothing_is_loaded_and_nothing_is_styled_by_an_attribute(ours: bool) -> None:
    page = made(ours=ours)
    for element in tree(page).iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in ("img", "iframe", "object", "embed", "base", "form", "audio", "video", "image", "use")
        for name in map(str, element.attrib):
            assert name not in ("style", "src", "srcset", "action", "background", "poster"), (element.tag, name)
            assert not name.startswith("on"), (element.tag, name)
            assert name != "href" or element.tag in ("a", "link")
    (style,) = between(page, b"<style>", b"</style>")
    assert set(re.findall(rb"url\(\"?([a-z]+:[a-z/]+)", style)) <= {b"data:font/ttf", b"data:image/svg"}
    assert style.count(b"url(") == style.count(b'url("data:')
    assert b"@import" not in style


def test_the_candidate_edition_has_questions_and_minutes_only() -> None:
    page = made("candidate", ours=True)
    found = tree(page)
    assert not found.xpath("//script | //article/details | //*[@data-fact]")
    assert [one.get("id") for one in found.xpath("//article")] == [f"question-{place}" for place in range(1, 51)]
    assert {one.get("data-section") + one.get("data-topics") for one in found.xpath("//article")} == {""}
    assert not found.xpath("//article/@data-changed")
    assert texts(page, "//h1") == ["Interview questions"]


def test_the_same_packet_is_the_same_page_in_any_process(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from alignprep import select; from alignprep_exporters import html;"
        "from tests.support.sample_bank import sample_bank;"
        "Path(sys.argv[1]).write_bytes(html.render(select(sample_bank(), edition='interviewer')))"
    )
    environment = {"PYTHONPATH": ":".join(filter(None, sys.path)), "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-P", "-c", program, str(tmp_path / "page")], check=True, env=environment)
    assert (tmp_path / "page").read_bytes() == made()


def test_the_fifty_are_small_enough_to_mail() -> None:
    assert len(made(ours=True)) <= 1_500_000


def test_what_is_wide_can_be_scrolled_by_keys_and_says_what_it_is() -> None:
    found = tree(made(ours=True))
    wide = found.xpath("//pre | //div[@class='wide'] | //div[@class='drawing']")
    assert len(wide) > 50
    for one in wide:
        assert (one.get("tabindex"), one.get("role")) == ("0", "group")
        assert one.get("aria-label")
    assert not found.xpath("//table[not(parent::div[@class='wide'])]")


def test_figures_are_drawn_inside_and_described() -> None:
    found = tree(made(ours=True))
    drawn = [one.figure for one in BANK.questions if one.figure]
    pictures = found.xpath("//figure[@class='figure']//svg")
    assert len(pictures) == len(drawn) > 5
    assert all(picture.get("role") == "img" and picture.get("aria-label") for picture in pictures)
    assert not found.xpath("//svg//@id | //svg//title | //svg//@style")


def test_formulas_are_drawn_with_a_font_inside() -> None:
    page = made(ours=True)
    (data,) = re.findall(rb"url\(\"data:font/ttf;base64,([^\"]*)\"", page)
    font = TTFont(io.BytesIO(base64.b64decode(data)))
    assert font["MATH"].table.MathConstants
    assert "Noto" in font["name"].getDebugName(1)
    characters = font.getBestCmap()
    shown = "".join(tree(page).xpath("//math//text()"))
    missing = {one for one in shown if one > " " and ord(one) not in characters} - set(
        "\u2061\u00a0¯"
    )  # in any other font
    assert {one for one in missing if not re.match("[A-Za-zα-ωϕϵ]", one)} == set()  # those are drawn slanted
    assert ord("𝑥") in characters
    assert len(data) < 60_000


def test_a_bank_without_formulas_has_no_font() -> None:
    plain = {"answer": {"short": "A."}, "key_points": ["a"], "question": "Why?", "facts": [], "follow_ups": []}
    bare: dict[str, Any] = {**plain, "red_flags": [], "rubric": None, "hint": "a", "nudge": "b"}
    page = html.render(select(sample_bank(question(1, related=[], **bare)), edition="study"))
    assert b"@font-face" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_bank_has_its_own_page_in_its_language(language: str) -> None:
    packet = language_packet(language)
    page = html.render(packet)
    found = tree(page)
    assert (found.get("lang"), found.get("dir")) == (language, "ltr")
    assert len(texts(page, "//title")[0]) > 3
    data = json.loads(found.xpath("//script[@id='_data']")[0].text)
    assert data["bank"]["slug"] == packet.profile.slug
    assert data["bank"]["language"] == language


@pytest.mark.parametrize(
    ("tag", "direction"), [("ar", "rtl"), ("he-IL", "rtl"), ("az-Arab", "rtl"), ("ar-Latn", "ltr")]
)
def test_a_page_runs_as_its_language_does(tag: str, direction: str) -> None:
    assert tree(html.render(language_packet("de", language=tag))).get("dir") == direction


def test_works_stand_once_and_say_who_cites_them() -> None:
    page = made()
    assert texts(page, "//li[@id='work_nist2023']")[0].endswith("Questions 1, 2, 3")
    assert tree(page).xpath("//article[@id='question-1']//div[@class='sources']//a/@href") == [
        "#work_ouyang2022training", "#work_nist2023",
    ]  # fmt: skip
    assert tree(page).xpath("//li[@id='work_nist2023']/a/@href") == ["https://example.org/report?a=1&b=2"]


def data_of(packet: Packet) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(tree(html.render(packet)).xpath("//script[@id='_data']")[0].text)
    return data


def test_the_script_knows_the_questions_the_cards_and_the_plans() -> None:
    packet = select(BANK, edition="interviewer")
    data = data_of(packet)
    assert (data["format"], data["program"]) == (1, "alignprep")
    assert [one["id"] for one in data["questions"]] == list(BANK)
    assert data["questions"][0]["changed"] == str(BANK.ledger[BANK.questions[0].id].changed)
    assert [one["id"] for one in data["cards"]] == [
        f"{one.id}/{fact.id}" for one in BANK.questions for fact in one.facts
    ]
    assert data["plans"].keys() == {"30", "45", "60"}
    for minutes, planned in rehearsals(packet).items():
        forms = data["plans"][str(minutes)]["forms"]
        assert data["plans"][str(minutes)]["probing"] == 3
        assert [(one["seed"], tuple(one["questions"])) for one in forms] == [
            (one.seed, one.questions) for one in planned
        ]


@pytest.mark.parametrize(("edition", "probing"), [("interviewer", 3), ("study", 0)])
def test_a_plan_says_how_its_time_adds_up(edition: str, probing: int) -> None:
    """Follow-ups take time where the edition has them."""
    for minutes, plan in data_of(select(BANK, edition=edition))["plans"].items():
        for form in plan["forms"]:
            asked = sum(BANK[id].minutes + probing for id in form["questions"])
            assert form["told"].startswith(
                f"{len(form['questions'])} questions, about {asked} of the {minutes} minutes;"
            )
    one = sample_bank(question(1, minutes=30, related=[]))
    assert data_of(select(one, edition="study"))["plans"]["45"]["forms"][0]["told"].startswith(
        "1 question, about 30 of"
    )


def test_the_front_speaks_to_whoever_learns() -> None:
    """The whole page is no candidate's enemy, and a name within a sentence has no capital article in English."""
    front = texts(made(ours=True), "//header[@class='front']/p")
    assert front[0] == f"{len(BANK)} interview questions."
    assert texts(made("study"), "//p[@class='facts-of']")[0].endswith("the study edition.")
    named = language_packet("de", authors=("The <team>",))
    english = language_packet("de", authors=("The <team>", "Theo"), language="en-GB")
    assert texts(html.render(named), "//p[@class='data-of']")[0].startswith("Von The <team>.")
    assert texts(html.render(english), "//p[@class='data-of']")[0].startswith("By the <team>, Theo.")


def test_the_data_of_the_script_ends_where_it_ends() -> None:
    hostile = "</script><script>alert(1)</script><!-- ]]>"
    packet = select(sample_bank(question(1, title=hostile, related=[])), edition="interviewer")
    page = html.render(packet)
    assert len(tree(page).xpath("//script")) == 2
    assert page.count(b"</script>") == 2
    assert b"<!--" not in between(page, b'id="_data">', b"</script>")[0]


def test_a_figure_that_is_not_plain_is_refused() -> None:
    packet = select(SAMPLE, edition="study")
    media = {"boxes.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>x</script></svg>'}
    with pytest.raises(ExporterError, match="a figure that is not plain: the element 'script'"):
        html.render(replace(packet, media=media))
