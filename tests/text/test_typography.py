"""Marks of the typewriter become those of a language, and nothing else changes."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignprep.text.markdown import parse, parse_line, recording
from alignprep.text.nodes import (
    Citation,
    Cloze,
    Code,
    CodeBlock,
    Emphasis,
    Inline,
    Inlines,
    Link,
    Math,
    Paragraph,
    Strong,
    Table,
    Text,
)
from alignprep.text.typography import Typography, typography_of

ENGLISH = {
    # Apostrophes.
    "it's the authors' view of o3's": "it’s the authors’ view of o3’s",
    "rock 'n' roll of the '90s, class of '68, 'tis so": "rock ’n’ roll of the ’90s, class of ’68, ’tis so",
    "'68's songs by O'Brien, y'all'd've": "’68’s songs by O’Brien, y’all’d’ve",
    "`x`'s and $n$'s and *the model*'s and **N**'s": "`x`’s and $n$’s and *the model*’s and **N**’s",
    "C++'s (GPT)'s \"x\"'s": "C++’s (GPT)’s “x”’s",
    # Quotation marks.
    'say "yes", then "no".': "say “yes”, then “no”.",
    '("quoted") and "("': "(“quoted”) and “(”",
    '"*very* good" and *"so"*': "“*very* good” and *“so”*",
    '"$x$ is", "`f()`"': "“$x$ is”, “`f()`”",
    '"cited [@some-key]" [@some-key]': "“cited [@some-key]” [@some-key]",
    "labeled 'asks for praise' and 'code has a bug'": "labeled ‘asks for praise’ and ‘code has a bug’",
    "\"'Hello,' she said,\" he said": "“‘Hello,’ she said,” he said",
    "'in \"2020\"'": "‘in “2020”’",
    "a 'GPT-4' or a \"GPT-4\"": "a ‘GPT-4’ or a “GPT-4”",
    '"...and", "wait...", ".env"': "“…and”, “wait…”, “.env”",
    '"a"/"b"-"c"': "“a”/“b”-“c”",
    '"one"—"two", "x"s and "x"ed': "“one”—“two”, “x”s and “x”ed",
    "*\"nested 'quote* crosses' emphasis\"": "*“nested ‘quote* crosses’ emphasis”",
    'it opens "and goes on': "it opens “and goes on",
    'x"y and \' and (") and 3"x5': 'x"y and \' and (") and 3"x5',
    # Primes.
    "5'10\" tall, a 12\" disc, 5' of it": "5′10″ tall, a 12″ disc, 5′ of it",
    # Dots, signs of minus, and what stays.
    "1, 2, ... n; .... and ..": "1, 2, … n; .... and ..",
    "-€5 is not a 10-20% rise of GPT-4 at --flag": "−€5 is not a 10-20% rise of GPT-4 at --flag",
    "from -3 to -0.5, (-1), 5 -10, x-3, a --b, -x, -3-4": "from −3 to −0.5, (−1), 5 -10, x-3, a --b, -x, -3-4",
    # No-break spaces, shown as ~.
    "24 GB, 10 ms, 5 %, 3 times, 20 °C": "24~GB, 10~ms, 5~%, 3 times, 20~°C",
    "7 B, 5 M, 8 KB, 100 mA, 8 bits, 3 p.m., but 5 A and 3 GPUs": (
        "7~B, 5~M, 8~KB, 100~mA, 8~bits, 3~p.m., but 5 A and 3 GPUs"
    ),
    "Article 55, Level 5, Appendix A, Section A.2": "Article~55, Level~5, Appendix~A, Section~A.2",
    "said no. A part I like, a page Gao wrote": "said no. A part I like, a page Gao wrote",
    "Question 27, Section 3, Figure 2, page 12, p. 3, § 4": "Question~27, Section~3, Figure~2, page~12, p.~3, §~4",
    "Gao et al. 2022, Gao et al. (2022), Bai et al. say": "Gao~et~al.~2022, Gao~et~al.~(2022), Bai~et~al. say",
    "(Bai et al., 2023)": "(Bai~et~al.,~2023)",
    "J. R. Smith, Donald E. Knuth, as in plan B. Then": "J.~R.~Smith, Donald E.~Knuth, as in plan B. Then",
    # Never set.
    "`it's \"x\" ... -3` and $\\text{it's}$": "`it's \"x\" ... -3` and $\\text{it's}$",
    "[it's](https://a.b/it's) <https://a.b/it's>": "[it’s](https://a.b/it's) [https://a.b/it's](https://a.b/it's)",
    "see https://a.b/'c'...d, it's 'x'@example.org": "see https://a.b/'c'...d, it’s ‘x’@example.org",
    "“set” and ‘set’ and it’s… −3": "“set” and ‘set’ and it’s… −3",
}  # fmt: skip
OTHERS = [
    ("de", "\"Das 'ist' gut\", Meiers' Haus", "„Das ‚ist‘ gut“, Meiers’ Haus"),
    ("de", "z. B. auf S. 12, Abschnitt 3", "z.~B. auf S.~12, Abschnitt~3"),
    ("de-CH", "\"Das 'ist' gut\"", "«Das ‹ist› gut»"),
    ("fr", "\"l'index\", d'\"or\" : « oui » ! Non ? «si»", "«~l’index~», d’«~or~»~: «~oui~»_! Non_? «~si~»"),
    ("fr", "5 000 000 en 2020", "5_000_000 en 2020"),
    ("de-CH", "1'000'000", "1’000’000"),
    ("de", "S. 5 ff., Art. 3 Abs. 2, '68er", "S.~5~ff., Art.~3 Abs.~2, ’68er"),
    ("ar", '"نعم" و"لا"', "”نعم“ و”لا“"),
    ("he", '"צה"ל"', '”צה"ל”'),
    ("fr-CH", '"oui" !', "«_oui_»_!"),
    ("it", "\"l'oro 'vero'\"", "«l’oro “vero”»"),
    ("pl", '"tak"', "„tak”"),
    ("sv", "\"ja 'nej'\"", "”ja ’nej’”"),
    ("nl", "'t Is \"'s-Gravenhage\"", "’t Is ‘’s-Gravenhage’"),
    ("nl", "'s avonds \"ja\"", "’s avonds ‘ja’"),
    ("ru", '"да"', "«да»"),
    ("ja", "これは\"テスト\"です。「既に」と『も』、it's", "これは「テスト」です。「既に」と『も』、it’s"),
    ("zh-Hans", '他说"好"。', "他说“好”。"),
    ("zh-TW", '他說"好"。', "他說「好」。"),
    ("ko", '"단어"는', "“단어”는"),
    ("pt-PT", '"sim"', "«sim»"),
    ("pt-BR", '"sim"', "“sim”"),
    ("tlh", "\"it's\" 'a' ...", "\"it’s\" 'a' …"),
]  # fmt: skip


def shown(inlines: Inlines) -> str:
    """A line as Markdown, with no-break spaces that can be seen."""
    return "".join(map(_shown, inlines)).replace("\u00a0", "~").replace("\u202f", "_")


def _shown(inline: Inline) -> str:
    match inline:
        case Text(text):
            return text
        case Code(text):
            return f"`{text}`"
        case Math(latex):
            return f"${latex}$"
        case Strong(children):
            return f"**{shown(children)}**"
        case Emphasis(children):
            return f"*{shown(children)}*"
        case Link(url, children):
            return f"[{shown(children)}]({url})"
        case Citation(keys):
            return f"[@{'; @'.join(keys)}]"
        case Cloze(children, cue):
            return f"{{{{c1::{shown(children)}::{cue}}}}}"


@pytest.mark.parametrize(("text", "wanted"), ENGLISH.items(), ids=range(len(ENGLISH)))
def test_english(text: str, wanted: str) -> None:
    assert shown(typography_of("en").line(text)) == wanted


@pytest.mark.parametrize(("language", "text", "wanted"), OTHERS)
def test_other_languages(language: str, text: str, wanted: str) -> None:
    assert shown(typography_of(language).line(text)) == wanted


def test_the_longest_known_beginning_of_a_tag_counts() -> None:
    for tag, wanted in (("en-GB", "“a”"), ("zh-Hant-HK", "「a」"), ("de-CH-1996", "«a»"), ("fr-CA", "«\u00a0a\u00a0»")):
        assert typography_of(tag).plain('"a"') == wanted


def test_blocks_are_set_but_for_code_and_formulas() -> None:
    markdown = '- it\'s:\n\n  ```\n  it\'s "x"\n  ```\n\n> "so"\n\n|it\'s|\n|---|\n|"x" -1|\n\n$$\nf\'\n$$'
    found = typography_of("en").blocks(markdown)
    bullets, quote, table, formula = found
    assert bullets.items[0] == (Paragraph((Text("it’s:"),)), CodeBlock('it\'s "x"', ""))
    assert quote.children == (Paragraph((Text("“so”"),)),)
    assert table == Table(("left",), ((Text("it’s"),),), (((Text("“x” −1"),),),))
    assert formula == parse(markdown)[-1]


def test_a_fact_is_set_with_its_cloze_its_cue_and_its_reason() -> None:
    told = typography_of("en").told("\"An {{c1::agent's goal::what's hidden}}\" is it.", 'It\'s "so".')
    assert shown(told) == "“An {{c1::agent’s goal::what’s hidden}}” is it. *It’s “so”.*"


def test_a_label_keeps_its_year() -> None:
    label = typography_of("en").label
    assert label("Gao et al. 2022b") == "Gao\u00a0et\u00a0al.\u00a02022b"
    assert label("Bai and O'Neil 2023") == "Bai and O’Neil\u00a02023"


def test_what_is_set_for_other_processes_is_not_set_again(monkeypatch: pytest.MonkeyPatch) -> None:
    text, english, german = 'it\'s a *new* "one"', typography_of("en"), typography_of("de")
    with recording() as recorded:
        line, blocks, fact = english.line(text), english.blocks(text), english.told(f"{{{{c1::{text}}}}}", None)
    monkeypatch.setattr("alignprep.text.markdown._recalled", recorded)
    assert parse_line(text)[0] == Text("it's a "), "what is parsed stays as it was typed"
    assert german.line(text) == german.nodes(parse_line(text)) != line
    with monkeypatch.context() as patch:
        patch.setattr(Typography, "_changes", None)
        assert [english.line(text), english.blocks(text)] == [line, blocks]
        assert english.told(f"{{{{c1::{text}}}}}", None) == fact


def test_a_line_without_marks_is_the_same_object() -> None:
    line = parse_line("no *marks* here")
    assert typography_of("en").nodes(line) is line


LANGUAGES = st.sampled_from(["en", "de", "fr", "fr-CA", "fr-CH", "ja", "ko", "sv", "nl", "hu", "bg", "he", "ar", "tlh"])
CHARACTERS = st.sampled_from([*"\"'\"'ab5 .,-(!?:)»« 字と…“”‘’„‚$%A@/s", "\u00a0", "\u202f"]) | st.characters(
    exclude_categories=["Cs"]
)
TEXTS = st.text(CHARACTERS, max_size=30)
LINES = st.recursive(
    st.builds(Text, TEXTS.filter(bool)) | st.builds(Code, TEXTS) | st.builds(Math, TEXTS) | st.just(Citation(("a'b",))),
    lambda inner: (
        st.builds(Strong, st.lists(inner, max_size=3).map(tuple))
        | st.builds(Link, st.just("https://a.b/"), st.lists(inner, max_size=3).map(tuple))
        | st.builds(Cloze, st.lists(inner, max_size=3).map(tuple), TEXTS)
    ),
    max_leaves=6,
)
_TYPED = str.maketrans(
    {**dict.fromkeys('"“”„‟‘’‚‛«»‹›「」『』′″', "'"), "−": "-", "…": "...", "\u00a0": None, "\u202f": None, " ": None}
)


def typed(value: object) -> object:
    """Nodes with the marks of the typewriter in their texts, and without spaces."""
    if isinstance(value, str):
        return value.translate(_TYPED)
    if isinstance(value, tuple):
        return tuple(map(typed, value))
    assert is_dataclass(value)
    if isinstance(value, Code | Math | Citation):
        return value
    return type(value).__name__, *(typed(getattr(value, field.name)) for field in fields(value))


@given(language=LANGUAGES, text=TEXTS)
def test_plain_text_keeps_its_letters_and_is_set_once(language: str, text: str) -> None:
    plain = typography_of(language).plain
    assert plain(text).translate(_TYPED) == text.translate(_TYPED)
    assert plain(plain(text)) == plain(text)


@settings(max_examples=70)
@given(language=LANGUAGES, line=st.lists(LINES, max_size=5).map(tuple))
def test_nodes_keep_their_number_and_letters_and_are_set_once(language: str, line: Inlines) -> None:
    nodes = typography_of(language).nodes
    assert typed(nodes(line)) == typed(line)
    assert nodes(nodes(line)) == nodes(line)


def test_setting_takes_as_long_as_the_text() -> None:
    """Marks that open and never close are looked at once."""
    for text in ('"a ' * 3_000, "'a " * 3_000, "\"'" * 3_000, "a' " * 3_000, "J. " * 3_000):
        assert typography_of("fr").plain(text).translate(_TYPED) == text.translate(_TYPED)
