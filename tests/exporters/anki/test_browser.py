"""Cards in Debian's Chromium: own styles, the count of points, phones, night, interfaces from right to left."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pypdf import PdfReader

from alignprep import select
from alignprep.bank.bank import Bank
from alignprep.content.reader import read_content
from alignprep_exporters import anki
from alignprep_exporters.anki import interviewer
from tests.support.anki_cards import MATHJAX, SETTINGS, styles
from tests.support.anki_client import collection, import_package
from tests.support.sample_bank import question, sample_bank

pytestmark = pytest.mark.acceptance
ROOT = Path(__file__).resolve().parents[3]
FIGURE, FORMULAS = "rlhf-pipeline", "reward-model"
NIGHT = 'class="night-mode"'


class Cards(NamedTuple):
    """Cards with a figure and with formulas, both sides, in the folder of their media."""

    folder: Path
    sides: dict[str, tuple[str, str]]


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Cards:
    path = tmp_path_factory.mktemp("browser") / "collection.anki2"
    packet = select(read_content(ROOT / "content"), edition="interviewer")
    import_package(path, anki.render(packet))
    with collection(path) as opened:
        notes = map(opened.get_note, opened.find_notes(""))
        found = {note["Id"]: (note.cards()[0].question(), note.cards()[0].answer()) for note in notes}
        return Cards(Path(opened.media.dir()), found)


def browser(folder: Path, *arguments: str) -> str:
    program = shutil.which("chromium")
    assert program, "chromium is missing; run: make acceptance"
    command = [
        program, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--allow-file-access-from-files",
        "--hide-scrollbars", f"--user-data-dir={folder.parent / 'browser profile'}", "--virtual-time-budget=30000",
    ]  # fmt: skip
    done = subprocess.run([*command, *arguments], cwd=folder, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    return done.stdout


def page(folder: Path, side: str, *, html: str = "", script: str = "") -> str:
    """Write a page as Anki makes one; its address."""
    night = " nightMode night_mode" if NIGHT in html else ""
    (folder / "page.html").write_text(
        f'<!doctype html><html {html}><meta charset="utf-8">{styles()}<script>{SETTINGS}</script>'
        f'<script src="{MATHJAX.as_uri()}"></script>'
        f'<body class="card card1{night}"><div id="qa">{side}</div><script>{script}</script></body></html>',
        encoding="utf-8",
    )
    return (folder / "page.html").as_uri()


def measured(cards: Cards, side: str, result: str, *, width: int = 360, html: str = "") -> Any:
    """What an expression says in the page, once its formulas and figures are drawn; it is a frame of that width."""
    script = (
        "const all = (query) => [...document.querySelectorAll(query)];"
        "const style = (query) => getComputedStyle(all(query)[0]);"
        "new Promise((done) => addEventListener('load', done)).then(() => MathJax.startup.promise)"
        f".then(() => document.fonts.ready).then(() => {{ parent.document.title = JSON.stringify({result}) }});"
    )
    page(cards.folder, side, html=html, script=script)
    (cards.folder / "host.html").write_text(
        f'<!doctype html><iframe src="page.html" style="border:0;width:{width}px;height:900px"></iframe>',
        encoding="utf-8",
    )
    shown = browser(
        cards.folder, f"--window-size={width + 100},1000", "--dump-dom", (cards.folder / "host.html").as_uri()
    )
    title = re.search(r"<title>(.*?)</title>", shown, re.DOTALL)
    assert title, "the page did not finish"
    return json.loads(unescape(title[1]))


def opened(side: str) -> str:
    return side.replace("<details", "<details open")


@pytest.mark.parametrize("html", ["", NIGHT], ids=["day", "night"])
def test_the_examples_of_own_styles_have_an_effect(html: str, cards: Cards) -> None:
    file = cards.folder / "_alignprep_user.css"
    text = file.read_text(encoding="utf-8")
    examples = "\n".join(re.findall(r"^ +(\.card.*\})$", text, re.MULTILINE))
    assert examples.count("\n") == 2
    look = (
        "[style('.card').fontSize, style('.card').color, style('.card').backgroundColor, style('.ap-number').color,"
        " style('.ap-question').fontStyle, parseFloat(style('.ap').maxWidth) / parseFloat(style('html').fontSize)]"
    )
    front = cards.sides[FIGURE][0]
    before = measured(cards, front, look, width=1280, html=html)
    try:
        file.write_text(examples, encoding="utf-8")
        after = measured(cards, front, look, width=1280, html=html)
    finally:
        file.write_text(text, encoding="utf-8")
    if html:
        assert before[:4] == ["18px", "rgb(228, 231, 233)", "rgb(30, 34, 37)", "rgb(134, 197, 228)"]
        assert after[:4] == ["22px", "rgb(255, 255, 255)", "rgb(0, 0, 0)", "rgb(255, 212, 121)"]
    else:
        assert before[:4] == ["18px", "rgb(29, 35, 39)", "rgb(255, 255, 255)", "rgb(18, 89, 122)"]
        assert after[:4] == ["22px", "rgb(0, 0, 0)", "rgb(251, 246, 233)", "rgb(18, 89, 122)"]
    assert (before[4:], after[4:]) == (["normal", 44], ["italic", 60])


def test_what_scrolls_stands_on_the_page_at_night(cards: Cards) -> None:
    """Anki paints the night itself; a table or a formula of another color would be a slab."""
    look = "[style('.card').backgroundColor, ...all('.ap-table, .ap-maths').map((one) => getComputedStyle(one)"
    look += ".backgroundColor)]"
    page, *boxes = measured(cards, opened("".join(back for _, back in cards.sides.values())), look, html=NIGHT)
    assert len(boxes) > 10
    assert {page, *boxes} == {"rgb(30, 34, 37)"}


def test_no_front_of_a_fact_has_a_space_where_its_citation_was(cards: Cards) -> None:
    fronts = "".join(front for id, (front, _) in cards.sides.items() if "/" in id)
    said = measured(cards, fronts, "all('.ap-fact').map((one) => one.innerText)")
    assert len(said) > 100
    assert [one for one in said if re.search(r" [.,;:!?)]", one)] == []


def test_english_words_among_lines_from_right_to_left_keep_their_order(tmp_path: Path) -> None:
    """A bank in a language that alignprep has no words for: `0 of 4` and `3 min`, never `of 4 0` and `min 3`."""
    bank = sample_bank()
    hebrew = Bank(bank.data.model_copy(update={"language": "he"}))
    path = tmp_path / "collection.anki2"
    import_package(path, anki.render(select(hebrew, edition="interviewer")))
    with collection(path) as opened:
        (id,) = opened.find_cards("Id:question-1")
        here = Cards(Path(opened.media.dir()), {"question-1": ("", opened.get_card(id).answer())})
    places = (
        "(() => { const words = all('.ap-head bdi')[0].firstChild; const at = (from, to) => { const range ="
        " document.createRange(); range.setStart(words, from); range.setEnd(words, to);"
        " return range.getBoundingClientRect().left; }; return [words.data, at(0, 1), at(2, 3),"
        " getComputedStyle(all('.ap-count')[0], '::before').unicodeBidi]; })()"
    )
    said, number, word, count = measured(here, here.sides["question-1"][1], places)
    assert said == "4 min"
    assert number < word
    assert count == "plaintext"


@pytest.mark.parametrize("hit", [0, 5])
def test_ticked_points_are_counted(hit: int, cards: Cards) -> None:
    side = cards.sides[FIGURE][1]
    points = side.count('type="checkbox"')
    assert points > 5
    address = page(cards.folder, side.replace('type="checkbox"', 'type="checkbox" checked', hit))
    browser(cards.folder, "--print-to-pdf=printed.pdf", address)
    pages = PdfReader(BytesIO((cards.folder / "printed.pdf").read_bytes())).pages
    assert f"{hit} of {points}" in " ".join(" ".join(one.extract_text() for one in pages).split())


def test_a_tap_anywhere_on_a_point_ticks_it(cards: Cards) -> None:
    """What is tapped has AnkiMobile's class `tappable`, also under words in bold or code."""
    taps = (
        "all('.ap-points li').map((item) => { const rect = item.getBoundingClientRect(); scrollTo(0, rect.top - 50);"
        " const now = item.getBoundingClientRect(); const found = [];"
        " for (let y = now.top + 6; y < now.bottom - 6; y += 6) for (let x = now.left + 2; x < now.right - 2; x += 12)"
        " { const hit = document.elementFromPoint(x, y); found.push(hit.className); }"
        " const target = document.elementFromPoint(now.left + 60, now.top + 14); target.click();"
        " return [[...new Set(found)], item.querySelector('input').checked]; })"
    )
    for id in (FIGURE, FORMULAS, "evals-in-ci"):
        for classes, ticked in measured(cards, cards.sides[id][1], taps):
            assert (classes, ticked) == (["tappable"], True), id


@pytest.mark.parametrize("html", ["", NIGHT], ids=["day", "night"])
def test_letters_in_figures_can_be_read_on_a_phone(html: str, cards: Cards) -> None:
    figures = "all('.ap-drawing').map((one) => [one.firstChild.src, one.firstChild.clientWidth, one.clientWidth,"
    figures += " getComputedStyle(one).backgroundImage, getComputedStyle(one).overflowX, document.body.scrollWidth])"
    seen = 0
    for _, back in cards.sides.values():
        if "<figure>" not in back:
            continue
        ((address, width, room, image, overflow, page_width),) = measured(cards, opened(back), figures, html=html)
        svg = (cards.folder / address.rpartition("/")[2]).read_text(encoding="utf-8")
        box = re.search(r'viewBox="0 0 (\d+) ', svg)
        assert box
        smallest = min(map(float, re.findall(r'font-size="([0-9.]+)"', svg)))
        assert smallest * width / int(box[1]) >= 10
        assert width > room
        assert overflow == "auto"
        assert image.count("linear-gradient") == 4  # The sign that there is more.
        assert page_width <= 360
        seen += 1
    assert seen >= 8


@pytest.mark.parametrize("width", [360, 1280])
def test_no_card_is_wider_than_its_screen(width: int, cards: Cards) -> None:
    sides = "".join(opened(side) for both in cards.sides.values() for side in both)
    wide = (
        "[document.scrollingElement.scrollWidth, all('.ap *').filter((node) => !node.closest('.ap-table, .ap-code, "
        ".ap-maths, .ap-drawing, mjx-assistive-mml') && node.getBoundingClientRect().right > innerWidth + 1).map("
        "(node) => node.closest('.ap').innerText.slice(0, 60) + node.outerHTML.slice(0, 80))]"
    )
    whole, nodes = measured(cards, sides, wide, width=width)
    assert nodes == []
    assert whole <= width


WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
WIDE = (
    r"$\mathbb{E}_{(x, y)} \left[ \log \sigma \left( \beta \frac{a}{b} \right) \right]"
    r" + \sum_{i=1}^{n} \frac{c_i}{d_i} + \dots + z$"
)


@pytest.fixture(scope="module")
def wide_cards(tmp_path_factory: pytest.TempPathFactory) -> Cards:
    """Cards of both decks whose words and formulas are wider than a phone, in every field."""
    path = tmp_path_factory.mktemp("wide") / "collection.anki2"
    said = f"{WORD} {WIDE}, and `{WORD}`"
    asked = {
        "question": said, "hint": said, "nudge": said, "key_points": [said], "red_flags": [said], "related": [],
        "rubric": {"1": said, "3": WORD, "5": f"`{WORD}`"}, "follow_ups": [{"ask": said, "listen_for": said}],
        "answer": {"short": said, "spoken": said, "depth": f"{said}\n\n- {said}\n\n> {said}"},
        "facts": [{"id": "one", "text": f"{said} hides {{{{c1::{WIDE}}}}}.", "why": said, "point": 1}],
    }  # fmt: skip
    packet = select(sample_bank(question(1, **asked)), edition="interviewer")
    sides = {}
    for exporter in (anki, interviewer):
        import_package(path, exporter.render(packet))
    with collection(path) as opened:
        for note in map(opened.get_note, opened.find_notes("")):
            shown = note.cards()[0]
            sides[f"{note.note_type()['name']} {note['Id']}"] = (shown.question(), shown.answer())
        return Cards(Path(opened.media.dir()), sides)


@pytest.mark.parametrize("side", [0, 1], ids=["front", "back"])
def test_a_formula_in_a_line_scrolls_where_it_is_wider(side: int, wide_cards: Cards) -> None:
    """It, or the point in which it stands: a tap goes through the formula to that."""
    look = (
        "[document.scrollingElement.scrollWidth, all('mjx-container').map((one) => { const point ="
        " one.closest('span.tappable'); const box = point || one;"
        " return [box.scrollWidth > box.clientWidth, getComputedStyle(box).overflowX,"
        " getComputedStyle(box).backgroundImage.split('linear-gradient').length - 1,"
        " box.getBoundingClientRect().right <= innerWidth]; }),"
        " all('.ap dd, .ap li, .ap p').every((one) => one.getBoundingClientRect().right <= innerWidth)]"
    )
    assert len(wide_cards.sides) == 3
    for name, sides in wide_cards.sides.items():
        width, formulas, fit = measured(wide_cards, opened(sides[side]), look)
        assert (width, fit) == (360, True), name
        assert formulas, name
        assert all(one == [True, "auto", 4, True] for one in formulas), (name, formulas)


def test_a_formula_that_could_scroll_stands_on_its_line(cards: Cards) -> None:
    """Whatever it needs for scrolling moves nothing: neither it nor the line."""
    places = (
        "all('mjx-container:not([display]) mjx-c, .ap p, .ap li').map((one) => {"
        " const box = one.getBoundingClientRect(); return [box.left, box.top, box.height].map(Math.round); })"
    )
    back = opened(cards.sides[FORMULAS][1])
    plain = ".ap.ap mjx-container:not([display]) { display: inline; overflow: visible; }"
    assert len(seen := measured(cards, back, places)) > 50
    assert measured(cards, f"{back}<style>{plain}</style>", places) == seen


@pytest.mark.parametrize("html", ["dir=rtl", f"dir=rtl {NIGHT}"], ids=["day", "night"])
def test_an_interface_that_runs_from_right_to_left_changes_nothing(html: str, cards: Cards) -> None:
    places = (
        "all('.ap, .ap *').filter((node) => !node.closest('mjx-container')).map((node) => "
        "{ const box = node.getBoundingClientRect(); return [node.tagName, box.left, box.top, box.width]; })"
    )
    fact = next(id for id in cards.sides if id.startswith(f"{FIGURE}/"))
    for side in map(opened, (*cards.sides[FIGURE], *cards.sides[fact])):
        plain = measured(cards, side, places, html=html.removeprefix("dir=rtl"))
        assert measured(cards, side, places, html=html) == plain
