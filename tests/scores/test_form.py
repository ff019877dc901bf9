from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import alignprep
from alignprep.packet.interview import Interview, form_key, observed
from alignprep.scores.filled import Filled, State
from alignprep.scores.form import Form, Key, field_of_bookmark, fields_of, filled, is_field, key_in, value_of


def made(**shown: str | list[str]) -> Form:
    """A form of question 16 with these fields, `_` for `-`."""
    form = Form(key=Key("demo", "1", "A", 7, (16,)))
    usual = {"candidate": "Ada", "interviewer": "Grace", "role": "", "date": "", "score-16": "4", "evidence-16": ""}
    usual |= dict.fromkeys(("recommendation", "confidence", "reasons", "concerns", "next", "tick-16-1"), "")
    given = {name.replace("_", "-"): value for name, value in shown.items()}
    for name, value in {**usual, **given}.items():
        form.shown[name] = [value] if isinstance(value, str) else value
    return form


def read(form: Form) -> tuple[Filled, list[str]]:
    packet, problems = filled(form, "a.docx")
    assert packet
    return packet, [f"{problem.code} {problem.message}" for problem in problems]


@pytest.mark.parametrize("form", ["", "B"])
@pytest.mark.parametrize("seed", [None, 0, -3, 12345678901])
def test_the_key_of_a_packet_is_understood(form: str, seed: int | None) -> None:
    bank = alignprep.load()
    ids = [bank.questions[4].id, bank.questions[1].id]
    packet = alignprep.select(bank, edition="interviewer", ids=ids, interview=Interview(form=form, seed=seed))
    key = form_key(packet)
    numbers = tuple(item.number for item in packet.items)
    fed = {one.id: tuple(item.number for item in one.items) for one in observed(packet)}
    for text in (key, f"Scorecard: {key} 12 of 12", f"or/2/A/1/9 {key}\nor", key.replace(" ", "\n")):
        found = key_in(text)
        assert found == Key(packet.profile.slug, packet.version, form, seed, numbers), "the last one counts"
        assert found.fed == fed


def test_a_key_may_be_broken_into_lines_and_say_what_shows_each_competency() -> None:
    key = key_in("x demo/2.0.0+1/A/7/16,\n1,27 rigor:16,1 clear-writing:27")
    assert key == Key("demo", "2.0.0+1", "A", 7, (16, 1, 27))
    assert key.fed == {"rigor": (16, 1), "clear-writing": (27,)}


@pytest.mark.parametrize("text", ["", "a/b/c/d", "demo/1/AB/7/1", "demo/1/A/7/", "demo/1/A/x/1", "Demo/1/A/7/0"])
def test_other_texts_are_no_key(text: str) -> None:
    assert key_in(text) is None


def test_looking_for_a_key_takes_no_longer_than_the_text() -> None:
    for text in ("a-" * 200_000, "a/" * 200_000, "a/1/A/7/" + "1," * 200_000 + "x", "a/1/A/1/1" + " a:1" * 100_000):
        key_in(text)


def test_fields_have_the_names_of_the_contract() -> None:
    for name in ("candidate", "tick-27-1", "flag-27-12", "score-27", "mean-clear-writing", "rating-x", "signed"):
        assert is_field(name)
        assert field_of_bookmark(name.replace("-", "_")) == name
        assert field_of_bookmark(name.replace("-", "_") + "_card") == name
    for name in ("", "score", "score-0", "score-x", "tick-27", "rating-", "Candidate", "score-27 ", "x" * 999):
        assert not is_field(name)
    assert fields_of("score-27=4") == ("score-27", "4")
    assert fields_of("x=4") == ("", "x=4")


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("score-1", " 4 ", "4"), ("score-1", "４", "4"), ("score-1", "not asked", "not-asked"),
        ("score-1", "Nicht gefragt", "not-asked"), ("score-1", "質問せず", "not-asked"), ("score-1", "", ""),
        ("score-1", "4.5", None), ("score-1", "6", None), ("score-1", "4-5", None), ("score-1", "no-evidence", None),
        ("rating-x", "Keine Belege", "no-evidence"), ("rating-x", "5", "5"),
        ("recommendation", "Strong no", "strong-no"), ("recommendation", "Klares Ja", "strong-yes"),
        ("recommendation", "perhaps", None), ("confidence", "HIGH", "high"), ("tick-1-1", "2", None),
    ],
)  # fmt: skip
def test_a_choice_is_known_by_its_value_or_its_words_in_any_language(name: str, text: str, value: str | None) -> None:
    assert value_of(name, text) == value


def test_not_asked_is_no_score_and_a_blank_is_missing() -> None:
    for text, state in (("not-asked", State.NOT_ASKED), ("", State.MISSING), ("  ", State.MISSING)):
        packet, problems = read(made(score_16=text))
        assert (packet.scores[0].state, packet.scores[0].score, problems) == (state, None, [])


def test_what_is_no_score_is_named_and_not_quoted() -> None:
    packet, problems = read(made(score_16="4-5"))
    assert packet.scores[0].state == State.UNREADABLE
    assert problems == ["AP804 question 16, score: what is written there is not a number from 1 to 5 or 'Not asked'"]


def test_the_first_place_is_believed_and_another_is_said() -> None:
    differ = "question 16, score: another place of the document shows something else; the first one is believed"
    for shown, score in ((["3", "5"], 3), (["", "5"], 5), (["5", ""], 5), (["five", "5"], 5), (["5", "5"], 5)):
        packet, problems = read(made(score_16=shown))
        assert packet.scores[0].score == score
        assert problems == [f"AP906 {differ}"] * ("five" in shown or "3" in shown)


def test_what_is_shown_is_believed_before_what_is_told() -> None:
    form = made()
    form.tell("score-16", "the form's data say", "2")
    form.tell("reasons", "the form's data say", "Because")
    form.tell("tick-16-1", "the form's data say", "0")
    packet, problems = read(form)
    assert (packet.scores[0].score, packet.reasons) == (4, "")
    assert problems == [
        "AP906 question 16, score: the form's data say something else than is shown, which is believed",
        "AP804 reasons: nothing is shown, but the form's data say something",
    ]


def test_a_place_that_is_gone_is_no_blank() -> None:
    form = made()
    for name in ("score-16", "evidence-16", "tick-16-1", "recommendation", "candidate"):
        del form.shown[name]
    packet, problems = read(form)
    assert packet.scores[0].state == State.UNREADABLE
    assert (packet.scores[0].ticks, packet.scores[0].points) == (None, None)
    assert problems == [
        "AP804 question 16, score: its field is gone",
        "AP804 question 16, evidence: the fields are gone",
        "AP804 question 16, ticks: the fields are gone",
        "AP804 the candidate's name: its field is gone",
        "AP804 recommendation: its field is gone",
    ]


def test_a_guide_is_no_packet() -> None:
    form = made()
    form.key = None
    form.shown = {name: shown for name, shown in form.shown.items() if name.endswith(("-16", "-16-1"))}
    assert form.shown
    found, problems = filled(form, "guide.pdf")
    assert found is None
    assert [(one.code, one.message.partition(":")[0]) for one in problems] == [
        ("AP803", "is a guide and no interview packet")
    ]


def test_the_identity_is_compared_with_the_small_print_and_the_page() -> None:
    form = made(form="B", score_3="2", evidence_3="")
    form.printed = Key("demo", "2", "A", 7, (16,))
    packet, problems = read(form)
    assert (packet.version, packet.form, [one.question for one in packet.scores]) == ("1", "A", [16, 3])
    assert [problem.partition(":")[0] for problem in problems] == ["AP906 form", "AP906 question 3", "AP906 form"]


def test_without_an_identity_the_scores_are_read_and_it_is_said() -> None:
    form = made()
    form.key = None
    packet, problems = read(form)
    assert (packet.bank, packet.scores[0].score) == ("", 4)
    assert problems == ["AP804 form: neither the properties nor the small print say which form this is"]


def test_what_has_neither_identity_nor_scores_is_no_packet() -> None:
    packet, problems = filled(Form(shown={"candidate": ["Ada"]}), "a.docx")
    assert packet is None
    assert [problem.code for problem in problems] == ["AP803"]


def test_a_candidates_sheet_is_left_out_with_a_warning() -> None:
    packet, problems = filled(Form(shown={"candidate": ["Ada"], "role": [""], "date": [""]}), "a.docx")
    assert packet is None
    assert [(one.code, one.is_warning, one.message) for one in problems] == [
        ("AP909", True, "is a candidate's sheet, which has no scores; it is left out")
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-01", "2026-12-01"), ("December 1, 2026", "2026-12-01"), ("1. Dezember 2026", "2026-12-01"),
        ("2026年12月1日", "2026-12-01"), ("12/01/2026", "12/01/2026"), ("soon", "soon"), ("", ""),
    ],
)  # fmt: skip
def test_a_day_is_iso_if_it_can_be_told(text: str, day: str) -> None:
    assert read(made(date=text))[0].date == day


def test_a_text_that_is_too_long_is_cut_and_said() -> None:
    packet, problems = read(made(evidence_16="x" * 40_000))
    assert len(packet.scores[0].evidence) == 30_000
    assert problems == ["AP804 question 16, evidence: is longer than 30,000 characters; the rest is left out"]


NAMES = [
    "candidate",
    "score-16",
    "score-999999",
    "rating-x",
    "mean-x",
    "tick-16-1",
    "flag-1-1",
    "recommendation",
    "date",
]


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.text(), max_size=3)), st.booleans())
def test_any_texts_in_the_fields_are_read_or_named(shown: dict[str, list[str]], keyed: bool) -> None:
    packet, problems = filled(Form(key=Key("demo", "1", "", None, (16,)) if keyed else None, shown=shown), "a\x00.docx")
    assert packet or problems
    for problem in problems:
        assert "\x00" not in str(problem)
