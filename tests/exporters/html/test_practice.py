"""The practice script: its words, licenses and bundle, and its own tests, which Node runs."""

from __future__ import annotations

import copy
import datetime
import json
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from fsrs import Card, Rating, Scheduler, State

from alignprep_exporters.html.words import WORDS

ROOT = Path(__file__).resolve().parents[3]
HTML = ROOT / "exporters" / "alignprep_exporters" / "html"
SOURCES = HTML / "practice"
DAY = datetime.timedelta(days=1)
MOST_STABLE = 36_500


def code() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((SOURCES / "src").rglob("*.ts")))


def node(*arguments: str | Path, text: str = "") -> str:
    program = shutil.which("node")
    assert program, "node is missing; run: make acceptance"
    command = [program, *map(str, arguments)]
    done = subprocess.run(command, cwd=SOURCES, input=text, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-5000:]
    return done.stdout


def test_the_words_are_those_that_the_script_says() -> None:
    said = re.findall(r'\bsay\(\s*"((?:[^"\\]|\\.)*)"', code())
    assert sorted(set(said), key=lambda text: (text.casefold(), text)) == list(WORDS)
    assert len(said) == len(re.findall(r"\bsay\(", code())) - 1, "each text stands where it is said"


def test_each_text_has_the_values_of_its_placeholders() -> None:
    for text, after in re.findall(r'\bsay\(\s*"([^"]*)"([^;]*)', code()):
        for name in re.findall(r"\{([a-z_]+)\}", text):
            assert re.match(rf",\s*\{{[^;]*?\b{name}\b", after), (text, name)


def test_nothing_is_made_of_text_but_text() -> None:
    """No way from a file or the storage into markup or code."""
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|\beval\(|new Function|document\.write", code())


def test_whole_licenses_stand_in_the_bundle() -> None:
    bundle = (HTML / "practice.js").read_text(encoding="utf-8")
    locked = json.loads((SOURCES / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    package = json.loads((SOURCES / "package.json").read_text(encoding="utf-8"))
    licenses = json.loads((SOURCES / "licenses.json").read_text(encoding="utf-8"))
    assert [one["name"] for one in licenses] == sorted(package["dependencies"])
    for one in licenses:
        assert (
            locked[f"node_modules/{one['name']}"]["version"] == one["version"] == package["dependencies"][one["name"]]
        )
        assert locked[f"node_modules/{one['name']}"]["license"] == one["license"]
        assert one["text"].strip() in bundle
    assert not re.search(r"</script|<!--", bundle, re.I)
    assert not re.search(
        r"https?://(?!github\.com|lucaong)",
        (SOURCES / "package-lock.json")
        .read_text(encoding="utf-8")
        .replace("https://opencollective.com", "")
        .replace("https://tidelift.com", ""),
    )


@pytest.mark.acceptance
def test_the_bundle_is_what_the_sources_give(tmp_path: Path) -> None:
    node("build.mjs", tmp_path / "practice.js")
    assert (tmp_path / "practice.js").read_bytes() == (HTML / "practice.js").read_bytes(), "run: npm run build"


@pytest.mark.acceptance
def test_types_hold() -> None:
    node("node_modules/typescript/bin/tsc", "--noEmit")


@pytest.mark.acceptance
def test_the_modules_pass_their_own_tests() -> None:
    assert "# fail 0" in node("test/run.mjs")


@pytest.mark.acceptance
def test_the_schedule_is_that_of_another_implementation() -> None:
    """The same numbers and dates as py-fsrs gives (https://github.com/open-spaced-repetition/py-fsrs).

    Reviews stand at the same time of day: the one counts midnights between two, the other whole days.
    """
    draw = random.Random(23)
    histories, expected = [], []
    for kind in ("question", "fact") * 50:
        steps = () if kind == "question" else (datetime.timedelta(minutes=10),)
        scheduler = Scheduler(learning_steps=steps, relearning_steps=steps, enable_fuzzing=False)
        card = Card(card_id=1)
        now = datetime.datetime(2026, 11, 30, 9, tzinfo=datetime.UTC)
        reviews, states = [], []
        for _ in range(draw.randint(1, 12)):
            rating = draw.choices([1, 2, 3, 4], [2, 2, 5, 1])[0]
            due = in_order(scheduler, card, rating, now)
            card, _log = scheduler.review_card(card, Rating(rating), now)
            reviews.append([milliseconds(now), rating])
            states.append([milliseconds(due), card.stability, card.difficulty])
            late = DAY * draw.randint(0, 9) if due - now >= DAY else datetime.timedelta(minutes=draw.randint(0, 30))
            now = due + late
        histories.append([kind, reviews])
        expected.append(states)
    found = json.loads(node("test/run.mjs", "--replay", text=json.dumps(histories)))
    for history, dues, own in zip(histories, expected, found, strict=True):
        for (due, *numbers), (other, *others) in zip(own, dues, strict=True):
            if others[0] > MOST_STABLE:  # ts-fsrs ends at a hundred years.
                break
            assert due == other, history
            assert numbers == pytest.approx(others, rel=1e-6), history


def in_order(scheduler: Scheduler, card: Card, rating: int, now: datetime.datetime) -> datetime.datetime:
    """When a card is due after a rating.

    Unlike py-fsrs, ts-fsrs keeps the days after Hard, Good and Easy apart, as FSRS in Anki does.
    """
    dues = [scheduler.review_card(copy.deepcopy(card), Rating(one), now)[0].due for one in (1, 2, 3, 4)]
    if card.state is not State.Review or rating == 1:
        return dues[rating - 1]
    hard = min(dues[1], dues[2])
    good = max(dues[2], hard + DAY)
    return (hard, good, max(dues[3], good + DAY))[rating - 2]


def milliseconds(time: datetime.datetime) -> int:
    return round(time.timestamp() * 1000)
