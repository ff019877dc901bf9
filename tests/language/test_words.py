"""The catalogs are complete and well set, and the right words are said."""

from __future__ import annotations

import ast
import datetime
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignprep.errors import AlignprepError
from alignprep.language import words
from alignprep.language.words import ENGLISH, Words, cut, fits, label_findings, messages, placeholders, words_of
from tests.conftest import ROOT
from tests.support.language_banks import LANGUAGES

FOLDERS = (ROOT / "alignprep", ROOT / "exporters" / "alignprep_exporters")
SAYING = {"say": 1, "_say": 1, "message": 1, "plural": 2}
"""The functions that say something, and how many of their first arguments are texts."""


@dataclass(frozen=True)
class Speaking:
    language: str
    labels: dict[str, str] = field(default_factory=dict)


def calls() -> Iterator[tuple[str, str, list[ast.expr]]]:
    """Every call in the code that says something: where it stands, and its texts."""
    for folder in FOLDERS:
        for path in sorted(folder.rglob("*.py")):
            inside: set[int] = set()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    inside |= {id(one) for one in ast.walk(node)}
                if isinstance(node, ast.Call):
                    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                    if name in SAYING:
                        where = f"{path.relative_to(ROOT)}:{node.lineno}"
                        yield where if id(node) not in inside else f"{where} in an f-string", name, node.args


def test_the_template_lists_whatever_the_code_says() -> None:
    """Babel finds no text inside an f-string, nor one that is put together: `make messages` when this fails."""
    from tools.messages import TEMPLATE, template

    assert TEMPLATE.read_bytes() == template()
    said: set[str] = set()
    for where, name, arguments in calls():
        for argument in arguments[: SAYING[name]]:
            if isinstance(argument, ast.Constant):
                assert "f-string" not in where, where
                assert argument.value in messages(), where
                said.add(argument.value)
            else:  # What a name or a table stands for was marked with `message`.
                assert not isinstance(argument, ast.JoinedStr | ast.BinOp), where
    for path in (ROOT / "exporters").rglob("*.html"):
        said.update(re.findall(r'\bsay\("([^"]*)"', path.read_text(encoding="utf-8")))
    assert said == messages()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalog_is_complete(language: str) -> None:
    from babel.messages.pofile import read_po

    from tools.messages import extracted

    path = ROOT / "alignprep" / "language" / "locale" / language / "LC_MESSAGES" / "alignprep.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale=language, abort_invalid=True)
    assert {one.id for one in catalog if one.id} == {one.id for one in extracted() if one.id}
    assert not catalog.obsolete
    for one in catalog:
        if not one.id:
            continue
        assert not one.fuzzy, one.id
        texts = [one.id] if isinstance(one.id, str) else list(one.id)
        forms = [one.string] if isinstance(one.string, str) else list(one.string)
        assert len(forms) == (1 if len(texts) == 1 else catalog.num_plurals), one.id
        for form in forms:
            assert form, one.id
            assert fits(texts[-1], form), one.id
            assert form == form.strip() == " ".join(form.split()), one.id


def test_the_compiled_catalogs_are_up_to_date(tmp_path: Path) -> None:
    from hatch_build import LOCALES, compile_catalogs

    shutil.copytree(LOCALES, tmp_path / "locale")
    compile_catalogs(tmp_path / "locale")
    for made in sorted((tmp_path / "locale").rglob("*.mo")):
        assert b"Babel" not in made.read_bytes()
        assert (LOCALES / made.relative_to(tmp_path / "locale")).read_bytes() == made.read_bytes(), made


def translations(language: str) -> Iterator[tuple[str, str]]:
    from babel.messages.pofile import read_po

    path = ROOT / "alignprep" / "language" / "locale" / language / "LC_MESSAGES" / "alignprep.po"
    with path.open("rb") as file:
        for one in read_po(file, locale=language):
            for form in [one.string] if isinstance(one.string, str) else one.string:
                if one.id:
                    yield (one.id if isinstance(one.id, str) else one.id[0]), form


def test_german_is_set_as_its_style_guide_asks() -> None:
    for text, said in translations("de"):
        assert not re.search(r"[\"']", said), text
        assert not re.search(r"\b(du|dein\w*|dir|dich)\b", said, re.IGNORECASE), text
        assert said.count("„") == said.count("“"), text


def test_japanese_is_set_as_its_style_guide_asks() -> None:
    """JTF 3.0: whole-width signs, half-width letters and digits, no space between the two, 敬体 in whole sentences."""
    east = r"[\u3001-\u30ff\u4e00-\u9fff\uff01-\uff60]"
    for text, said in translations("ja"):
        assert not re.search(r"[！-～]", said.translate(dict.fromkeys(map(ord, "（）：；！？～")))), text
        if text not in ("1 Explain", "2 Facts"):  # The number puts the decks in their order.
            assert not re.search(f"{east} [A-Za-z0-9{{]|[A-Za-z0-9}}] {east}", said), text
        assert not re.search(f"{east}[,.:;!?()]", said) or said == "{first}, {last}", text
        assert not re.search(r"(である|だ|する)。", said), text


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("en", "Key points"), ("en-US", "Key points"), ("en-GB", "Key points"),
        ("de", "Kernpunkte"), ("de-AT", "Kernpunkte"), ("de-Latn-CH-1996", "Kernpunkte"),
        ("ja", "要点"), ("ja-JP", "要点"),
        ("zh-Hant", "Key points"), ("fr", "Key points"), ("den", "Key points"),
    ],
)  # fmt: skip
def test_a_tag_finds_its_catalog_or_none(tag: str, said: str) -> None:
    say = words_of(Speaking(tag))
    assert say("Key points") == said
    assert say.language == tag


def test_numbers_choose_the_form() -> None:
    def counted(language: str, count: int) -> str:
        return words_of(Speaking(language)).plural("in {count} section", "in {count} sections", count)

    assert [counted("en", count) for count in (0, 1, 2)] == ["in 0 sections", "in 1 section", "in 2 sections"]
    assert [counted("de", count) for count in (0, 1, 2)] == ["in 0 Abschnitten", "in 1 Abschnitt", "in 2 Abschnitten"]
    assert [counted("ja", count) for count in (1, 2)] == ["1セクション", "2セクション"]


def test_dates() -> None:
    day = datetime.date(2026, 3, 5)
    long = [words_of(Speaking(language)).date(day) for language in ("en-US", "de", "ja")]
    assert long == ["March 5, 2026", "5. März 2026", "2026年3月5日"]
    short = [words_of(Speaking(language)).day(day) for language in ("en-US", "de", "ja")]
    assert short == ["2026-03-05", "05.03.2026", "2026年3月5日"]
    british = Speaking("en-GB", {"{month} {day}, {year}": "{day} {month} {year}"})
    assert words_of(british).date(day) == "5 March 2026"


def test_numbers_that_are_not_whole() -> None:
    written = [ENGLISH.number(value) for value in (3, 1.5, 2.0, 0.25, 1000.0, 1 / 3)]
    assert written == ["3", "1.5", "2", "0.25", "1000", "0.333333"]
    swiss = words_of(Speaking("fr-CH", {"{whole}.{part}": "{whole},{part}"}))
    assert [swiss.number(value) for value in (3, 1.5)] == ["3", "1,5"]
    assert words_of(Speaking("de")).number(1.5) == "1,5"


def test_one_after_the_other() -> None:
    assert ENGLISH.listed([]) == ""
    assert ENGLISH.listed(["a"]) == "a"
    assert ENGLISH.listed(iter(["a, {first}", "b", "{second}"])) == "a, {first}, b, {second}"
    japanese = words_of(Speaking("ja"))
    assert japanese.listed(["甲", "乙", "丙"]) == "甲、乙、丙"
    assert japanese.sentences(["はい。", "いいえ。"]) == "はい。いいえ。"


def test_a_bank_says_it_in_its_own_words() -> None:
    own = {"Key points": "Das Wichtige", "{count} question": "nur {count} Frage"}
    say = words_of(Speaking("de", own))
    assert say("Key points") == "Das Wichtige"
    assert say("Hint") == "Hinweis"
    assert say.plural("{count} question", "{count} questions", 1) == "nur 1 Frage"
    assert say.plural("{count} question", "{count} questions", 2) == "2 Fragen"


def found(**labels: str) -> list[tuple[str, str, bool]]:
    return [(finding.code, finding.message, finding.of_key) for finding in label_findings(labels)]


def test_labels_that_replace_nothing_or_lose_something_are_found() -> None:
    assert found(Hint="Tipp") == []
    assert found(**{"{count} question": "{count} Frage", "{year}-{mm}-{dd}": "{day}/{number}"}) == []
    assert found(Hints="Tipp") == [("AP304", "labels: alignprep nowhere says 'Hints'; did you mean 'Hint'?", True)]
    wanted = "labels: has other placeholders than the text; it has"
    assert found(**{"Question {number}": "Frage"}) == [("AP304", f"{wanted} {{number}}", False)]
    assert found(Hint="Tipp {text}") == [("AP304", f"{wanted} none", False)]
    for malformed in (None, [], {1: "a", "Hint": 2}):
        assert list(label_findings(malformed)) == []


def test_what_a_value_says_is_never_read_again() -> None:
    assert ENGLISH("{title}: {part}", title="{part}", part="x") == "{part}: x"
    assert ENGLISH("Hint. {text}", text=r"\1 {0} %s") == r"Hint. \1 {0} %s"


@given(st.lists(st.sampled_from(["{page}", "{pages}", "a b", "{", "}", "{0}", "ä"]), max_size=6))
def test_a_text_is_cut_into_text_and_parts_by_turns(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = cut(text, page=1, pages=2)
    assert [type(piece) for piece in found] == [int if index % 2 else str for index in range(len(found))]
    assert len(found) % 2
    assert "".join(map(str, found)) == text.replace("{page}", "1").replace("{pages}", "2")
    assert "".join(map(str, cut(text))) == text
    assert placeholders(text) == {name for name in ("page", "pages") if f"{{{name}}}" in text}


def test_a_catalog_that_was_not_compiled_is_no_silent_english(monkeypatch: pytest.MonkeyPatch) -> None:
    words._catalog.cache_clear()
    monkeypatch.setattr(words, "_has", lambda name: name == "locale/de/LC_MESSAGES/alignprep.po")
    with pytest.raises(AlignprepError, match="words in 'de' have not been compiled; in a source tree, `make build`"):
        words_of(Speaking("de-AT"))
    assert words_of(Speaking("ja"))("Hint") == "Hint"
    words._catalog.cache_clear()


def test_words_are_values() -> None:
    speaker = SimpleNamespace(language="de", labels={"Hint": "Tipp"})
    assert words_of(speaker) == words_of(Speaking("de", {"Hint": "Tipp"})) == Words("de", (("Hint", "Tipp"),))
    assert hash(words_of(speaker)) == hash(words_of(speaker))
