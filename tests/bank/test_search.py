from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import alignprep
from alignprep.bank.search import _compounds, _runs, words_of
from tests.support.sample_bank import question, sample_bank

BANK = alignprep.load()


def bank_about(*titles: str, **fields: object) -> alignprep.Bank:
    """A bank of questions with these titles, whose other texts are alike."""
    return sample_bank(*(question(number, title=title, related=[], **fields) for number, title in enumerate(titles, 1)))


def found(bank: alignprep.Bank, query: str) -> list[int]:
    return [one.number for one in bank.search(query)]


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("reward hacking", "reward-hacking"),
        ("rlhf pipeline", "rlhf-pipeline"),
        ("constitutional ai", "constitutional-ai"),
        ("dpo vs rlhf", "dpo-vs-rlhf"),
        ("mechanistic interpretability", "mechanistic-interpretability"),
        ("sparse autoencoders", "sparse-autoencoders"),
        ("scalable oversight", "scalable-oversight"),
        ("deceptive alignment", "deceptive-alignment"),
        ("nemo guardrails", "nemo-guardrails"),
        ("burnout", "emotional-weight"),
    ],
)
def test_what_is_asked_for_comes_first(query: str, best: str) -> None:
    assert BANK.search(query)[0].id == best


def test_case_accents_punctuation_and_markdown_make_no_difference() -> None:
    wanted = BANK.search("reward hacking")
    for query in ("REWARD HACKING", "réward hàcking", "**reward** `hacking`!", "reward-hacking", "  Reward\nHACKING? "):
        assert BANK.search(query) == wanted, query
    bank = bank_about("Gödel und die Straße", "Erdős, Łukasiewicz & Ørsted", "ﬁne naïve café", "北京 оценка модели")
    for query, number in [
        ("godel", 1), ("GÖDEL", 1), ("strasse", 1), ("erdos", 2), ("lukasiewicz", 2), ("orsted", 2), ("fine", 3),
        ("NAIVE", 3), ("cafe", 3), ("北京", 4), ("ОЦЕНКА", 4),
    ]:  # fmt: skip
        assert found(bank, query) == [number], query


def test_plurals_and_compounds_find_each_other() -> None:
    bank = bank_about("Policies of agents", "A fine-tuning", "Finetuning", "Nothing here")
    assert found(bank, "policy") == [1]
    assert found(bank, "agent's policy") == [1]
    assert found(bank, "finetuning")[:2] == [3, 2]
    assert found(bank, "fine-tuning") == [2, 3]
    assert found(bank, "fine tuning") == [2, 3]


def test_the_beginning_of_a_word_finds_it_for_less() -> None:
    bank = bank_about("Interpretability", "Interpret", "Other")
    assert found(bank, "interp") == [1, 2]
    assert found(bank, "interpret") == [2, 1]
    assert found(bank, "in") == []
    assert found(bank, "pretability") == []


def test_words_that_stand_together_beat_words_that_stand_apart() -> None:
    bank = bank_about("Zebra hunting lion", "Lion hunting zebra", "Nothing", "No", "Never")
    assert found(bank, "lion hunting") == [2, 1]
    assert found(bank, "zebra hunting") == found(bank, "Zebra, hunting!") == [1, 2]


def test_a_title_counts_more_than_a_key_point() -> None:
    points = ["Corrigibility matters", "b", "c", "d"]
    bank = sample_bank(
        question(1, key_points=points, related=[]), question(2, title="Corrigibility"), question(3, related=[])
    )
    assert found(bank, "corrigibility") == [2, 1]


def test_every_field_that_is_named_is_searched_and_no_other() -> None:
    bank = sample_bank(
        question(1, title="zebra", related=[]),
        question(2, question="What does a zebra say about rewards, when you ask it nicely?", related=[]),
        question(3, hint="zebra", related=[]),
        question(4, key_points=["zebra", "b", "c", "d"]),
        question(5, red_flags=["zebra", "y"], facts=[{"id": i, "text": "A zebra {{c1::x}}."} for i in "abc"]),
    )
    assert sorted(found(bank, "zebra")) == [1, 2, 3, 4]
    assert sorted(found(bank, "rlhf")) == [1, 2]
    assert sorted(found(bank, "Safety & more")) == [1, 2, 3, 4, 5]


def test_a_word_of_most_questions_brings_none_in_beside_a_rarer_one() -> None:
    bank = bank_about("the model one", "the model two", "the model three", "other")
    assert found(bank, "the two model") == [2]
    assert found(bank, "the model") == [1, 2, 3]


@pytest.mark.parametrize("query", ["", "   ", "?!", "$\\beta$", "[@nist2023]", "zzzz", "_", "\x00"])
def test_a_query_without_a_word_that_is_there_finds_nothing(query: str) -> None:
    assert BANK.search(query) == ()


def test_equals_come_by_number_and_every_search_is_the_same() -> None:
    bank = sample_bank(*(question(number, related=[]) for number in (3, 1, 2)))
    assert found(bank, "emphasis") == [1, 2, 3]
    assert [BANK.search("model safety") for _ in range(3)] == [BANK.search("model safety")] * 3


def test_words_of_markdown() -> None:
    assert words_of("**Bold** `code_x`, [a link](https://example.org/x) and $\\frac{a}{b}$ [@key2020; @other].") == [
        "bold", "code", "x", "a", "link", "and",
    ]  # fmt: skip
    assert words_of(r"$d = \sqrt{\mathrm{KL}(\pi)}$ costs \$5") == ["kl", "cost", "5"]
    assert words_of("GPT-4o's rewards") == ["gpt", "4o", "reward"]
    assert _compounds(_runs("GPT-4o's red-teaming")) == ["gpt4o", "redteaming"]


@given(st.text(max_size=60))
def test_any_query_finds_questions_each_once(query: str) -> None:
    result = BANK.search(query)
    assert len(set(result)) == len(result)
    assert set(result) <= set(BANK.questions)


@given(st.sampled_from(BANK.questions))
def test_a_title_finds_its_question_first(one: alignprep.Question) -> None:
    assert BANK.search(one.title)[0] == one


def test_languages_without_spaces_are_searched_by_pairs_of_characters() -> None:
    assert words_of("回帰テストのAPI") == ["回帰", "帰テ", "テス", "スト", "トの", "api"]
    assert words_of("鯨 검색") == ["鯨", "검색"]
    bank = bank_about("単体テストの目的", "回帰テストの時期", "ガイドの書き方", "かぎとがき", "검색 기능을 설명하라")
    for query, numbers in [
        ("回帰テスト", [2, 1]), ("目的は何ですか", [1]), ("単体テストの目的は何か", [1, 2]), ("ｶﾞｲﾄﾞ", [3]),
        ("がき", [4]), ("かき", []), ("テスト", [1, 2]), ("帰", [2]), ("검색", [5]), ("설명", [5]), ("時間", []),
    ]:  # fmt: skip
        assert found(bank, query) == numbers, query


def test_two_hiragana_do_not_make_a_result() -> None:
    bank = bank_about("報酬について", "安全について", "監視とは何か", "評価", "設計")
    assert found(bank, "報酬について")[0] == 1
    assert found(bank, "監視について") == [3]
    assert found(bank, "について") == [1, 2]
