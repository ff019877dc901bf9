"""A bank in another language is exported in it: its words, its dates and its language tags, and no English is left."""

from __future__ import annotations

import datetime
import html
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from lxml import etree
from pypdf import PdfReader

from alignprep import Interview, TextError
from alignprep.bank.bank import Bank
from alignprep.cli.terminal import show
from alignprep.exporting import export
from alignprep.language.words import messages, words_of
from alignprep.packet.packet import Packet, select
from alignprep.text.typography import typography_of
from tests.support.docx_reader import find, parts
from tests.support.language_banks import LANGUAGES, language_bank, language_packet
from tests.support.page_reader import tree
from tests.support.sample_bank import INTERVIEW
from tests.support.tiny_font import japanese_font

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EDITIONS = ("candidate", "study", "interviewer")
IDENTIFIERS = re.compile(r"```.*?```|`[^`]*`|@misc\S+|tag:\S+|} and {|Data Package v2|<[^>]*>|\{[a-z]+\}", re.DOTALL)
"""Names of files, fields and formats, code and markup in prose, and places for values in texts of a script."""


def interview_packet(language: str, edition: str = "interviewer") -> Packet:
    fonts = {"Tiny.ttf": japanese_font()} if language == "ja" else {}
    packet = language_packet(language, edition)
    return replace(packet, interview=replace(INTERVIEW, candidate="A", role="B"), fonts=fonts)


def decks_and_data(language: str, edition: str) -> dict[str, list[str]]:
    """What the decks and the descriptions of data sets say, which a candidate's copy has none of."""
    packet = interview_packet(language, edition)
    return {
        f"apkg {edition}": list(apkg_texts(export("anki", packet))),
        f"datapackage {edition}": list(described(json.loads(export("datapackage", packet)))),
        f"croissant {edition}": list(described(json.loads(export("croissant", packet)))),
        f"card {edition}": list(card_texts(export("dataset-card", packet))),
    }


def docx_texts(data: bytes) -> Iterator[str]:
    """Whatever a reader of a Word document sees or hears: paragraphs, names of controls and tables, properties."""
    for name, part in parts(data).items():
        if name.endswith(".xml") and name.startswith(("word/", "docProps/core")):
            root = etree.fromstring(part)
            for paragraph in root.iter(f"{W}p"):
                yield "".join(one.text or " " for one in paragraph.iter(f"{W}t", f"{W}tab"))
            for tag, key in (("alias", "val"), ("tblCaption", "val"), ("listItem", "displayText")):
                yield from (element.get(f"{W}{key}") for element in root.iter(f"{W}{tag}"))
            if name.startswith("docProps"):
                yield from (element.text or "" for element in root)


def pdf_texts(data: bytes) -> Iterator[str]:
    """The text of the pages, the bookmarks, the descriptions of links and figures, and the properties."""
    reader = PdfReader(io.BytesIO(data))
    for page in reader.pages:
        yield re.sub(r"\s+", " ", page.extract_text())
    yield from (str(value) for value in (reader.metadata or {}).values())
    for number in range(1, int(reader.trailer["/Size"])):
        held = reader.get_object(number)
        if isinstance(held, dict):
            yield from (str(held[key]) for key in ("/Alt", "/Contents", "/Title") if isinstance(held.get(key), str))


def page_texts(data: bytes) -> Iterator[str]:
    """The text of the page, what is said of its parts, and what its script says."""
    page = tree(data)
    for one in page.xpath("//*[not(self::script or self::style)]/text() | //@aria-label"):
        yield str(one)
    for script in page.xpath("//script[@id='_data']"):
        yield from json.loads(script.text)["words"].values()


def apkg_parts(data: bytes) -> tuple[dict[str, Any], dict[str, Any], list[list[str]]]:
    """The decks, the note types and the fields of the notes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        connection = sqlite3.connect(":memory:")
        connection.deserialize(archive.read("collection.anki2"))
    decks, models = connection.execute("SELECT decks, models FROM col").fetchone()
    notes = [fields.split("\x1f") for (fields,) in connection.execute("SELECT flds FROM notes")]
    connection.close()
    return json.loads(decks), json.loads(models), notes


def apkg_texts(data: bytes) -> Iterator[str]:
    decks, models, notes = apkg_parts(data)
    for deck in decks.values():
        yield deck["desc"]
        yield deck["name"]
    for model in models.values():
        for template in model["tmpls"]:
            yield re.sub(r"\{\{.*?\}\}", " ", template["qfmt"] + template["afmt"])
    for fields in notes:
        yield from fields


def described(value: Any) -> Iterator[str]:
    """The descriptions in a document of JSON, those of fields excepted, which describe the format."""
    if isinstance(value, dict):
        yield from (value[name] for name in ("description", "citeAs") if isinstance(value.get(name), str))
        for name, inner in value.items():
            if name not in ("field", "fields", "data", "subField"):
                yield from described(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from described(inner)


def card_texts(data: bytes) -> Iterator[str]:
    """The prose of a dataset card; the last column of the fields describes the format."""
    _, _, body = data.decode().partition("\n---\n")
    for line in body.splitlines():
        if line.startswith("| `"):
            cells = line.split(" | ")
            yield " | ".join(cells[:2])
            continue
        yield line


@cache
def said(language: str) -> dict[str, str]:
    """What a reader sees of each product in a language."""
    found: dict[str, list[str]] = {}
    for edition in EDITIONS:
        packet = interview_packet(language, edition)
        found[f"docx {edition}"] = list(docx_texts(export("docx", packet)))
        found |= decks_and_data(language, edition) if edition != "candidate" else {}
        found[f"terminal {edition}"] = [show(packet)]
        found[f"pdf {edition}"] = list(pdf_texts(export("pdf", packet)))
        found[f"html {edition}"] = list(page_texts(export("html", packet)))
    for name in ("pdf-answers", "pdf-quick"):
        found[name] = list(pdf_texts(export(name, interview_packet(language))))
    return {name: without_titles("\n".join(filter(None, texts)), language) for name, texts in found.items()}


def without_titles(text: str, language: str) -> str:
    """The text without names and markup, and without the titles of cited works, which have languages of their own."""
    for work in language_bank(language).references.values():
        for title in (work.title, typography_of(language).plain(work.title)):
            text = text.replace(title, " ")
    return html.unescape(IDENTIFIERS.sub(" ", text))


def fixed_english(language: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The pieces of each English text whose translation does not hold them, as whole words."""
    say = words_of(language_bank(language).profile)
    for text in sorted(messages()):
        for piece in re.split(r"\{[a-z_]+\}", text):
            words = piece.strip(" .,:;()")
            if re.search("[A-Za-z]{2}", words) and words not in say(text):
                yield text, re.compile(rf"(?<![\w-]){re.escape(words)}(?![\w-])")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_fixed_english_is_left(language: str) -> None:
    pieces = list(fixed_english(language))
    assert len(pieces) > 200
    # The names of the program and of the kinds of data, which are the same in every language.
    # And an English word that is a German one too.
    same = {"file", "field", "text", "type"} if language == "ja" else {"{letter} hat"}
    for name, text in said(language).items():
        assert len(text) > 100, name
        for message, piece in pieces:
            if message not in same:
                assert not piece.search(text), (name, message, piece.search(text))


def test_the_search_finds_english_where_there_is_some() -> None:
    english = Bank(language_bank("de").data.model_copy(update={"language": "en"}))
    text = "\n".join(docx_texts(export("docx", select(english, edition="interviewer", interview=INTERVIEW))))
    left = {message for message, piece in fixed_english("de") if piece.search(text)}
    assert {"Scorecard", "Holds the answers: not for candidates", "Page {page} of {pages}", "Not asked"} <= left


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (
            "docx interviewer",
            ["Bewertungsbogen", "1. Dezember 2026", "„Danke, dass Sie da sind.“", "Klares Nein"],
        ),
        ("docx candidate", ["Bevor Sie beginnen", "Frage 2 von 3", "Seite 1 von 1"]),
        ("docx study", ["Zuletzt geprüft: 28.02.2026", "3 Fragen, 10 Minuten"]),
        (
            "pdf study",
            [
                "Härder und Reuter 1983, im Literaturverzeichnis",
                "3 Fragen in 2 Abschnitten, 10 Minuten Antwortzeit",
                "Seite 2 von",
                "1 Minute ·",
                ", Seite ",
            ],
        ),
        ("html interviewer", ["3 Interviewfragen.", "Wenn nachgebohrt wird", "Warnsignale"]),
        ("html candidate", ["Frage 2", "4 Min."]),
        ("pdf interviewer", ["Interviewunterlagen", "Bewertungsbogen", "Seite 1 von"]),
        ("pdf-answers", ["Nur die Antworten, unter den Nummern ihrer Fragen."]),
        ("apkg study", ["datenbankfragen::1 Erklären", "Nochmal", "Fehler gefunden?", "In dreißig Sekunden"]),
        ("datapackage study", ["3 Interviewfragen, Ausgabe für Lernende."]),
        ("croissant study", ["Datensatz, Version 1.2.0, CC-BY-SA-4.0; gelesen mit alignprep"]),
        ("card interviewer", ["| letzte Änderung |", "## Zitierweise"]),
        ("terminal interviewer", ["Achten Sie auf: Wartezeiten", "4 Min."]),
    ],
)
def test_german_products_say_it_in_german(name: str, wanted: list[str]) -> None:
    for text in wanted:
        assert text in said("de")[name].replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("docx interviewer", ["評価シート", "2026年12月1日", "「お越しいただきありがとうございます」", "1/1ページ"]),
        ("docx study", ["最終確認日：2026年2月28日", "3問、10分"]),
        ("apkg study", ["test-shitsumon::2 知識", "もう一度", "データ2.0.1（2026年3月5日）、社内利用限定。"]),
        ("datapackage study", ["面接の質問3問、学習版。CSVファイルでは、"]),
        ("card interviewer", ["ソフトウェアテストの面接質問集：2セクション、3問。面接官版には", "山田花子、佐藤太郎"]),
        ("terminal interviewer", ["確認すること：部品間の食い違い", "4分", "\n参考文献\n--------\n"]),
    ],
)
def test_japanese_products_say_it_in_japanese(name: str, wanted: list[str]) -> None:
    for text in wanted:
        assert text in said("ja")[name]


def test_a_pdf_without_the_banks_font_says_which_character_and_where() -> None:
    for name in ("pdf", "pdf-answers", "pdf-quick"):
        with pytest.raises(TextError, match=r"no font with the character 'ソ' \(U\+30BD\)") as caught:
            export(name, language_packet("ja", "study"))
        assert (caught.value.kind, caught.value.text) == ("bank", "ソ")


def test_a_label_that_cannot_be_drawn_is_a_text_error_too() -> None:
    for label in ("Page {page} of {pages}", ", page {page}", "Data {version} of {date}, {license}"):
        labels = {label: label.replace("{", "頁{", 1)}
        with pytest.raises(TextError, match="'頁'"):
            export("pdf", language_packet("de", "study", labels=labels))


@pytest.mark.parametrize("tag", ["de", "de-AT", "zh-Hant-TW", "fr"])
def test_files_name_the_banks_language(tag: str) -> None:
    packet = language_packet("de", language=tag)
    reader = PdfReader(io.BytesIO(export("pdf", packet)))
    assert reader.trailer["/Root"]["/Lang"] == tag
    assert f"<rdf:li>{tag}</rdf:li>".encode() in reader.trailer["/Root"]["/Metadata"].get_data()
    members = parts(export("docx", replace(packet, interview=INTERVIEW)))
    assert f'<w:lang w:val="{tag}" w:eastAsia="{tag}"'.encode() in members["word/styles.xml"]
    assert f'<w:themeFontLang w:val="{tag}"'.encode() in members["word/settings.xml"]
    assert f"<dc:language>{tag}</dc:language>".encode() in members["docProps/core.xml"]
    assert f'<w:lid w:val="{tag}"/>'.encode() in members["word/document.xml"]
    assert not [name for name, part in members.items() if b"en-US" in part]
    _, models, _ = apkg_parts(export("anki", packet))
    for model in models.values():
        for template in model["tmpls"]:
            if template["name"] != "Reserved":
                for side in (template["qfmt"], template["afmt"]):
                    assert re.match(rf'<article class="ap[a-z -]*" lang="{tag}">', side)
    assert json.loads(export("json", packet))["language"] == tag
    assert tree(export("html", packet)).get("lang") == tag
    assert json.loads(export("jsonl", packet).splitlines()[0])["language"] == tag
    assert json.loads(export("croissant", packet))["inLanguage"] == tag


def test_a_company_template_gets_the_language_too() -> None:
    company = export("docx", language_packet("de", "study", language="en-US"))
    document = export("docx", replace(language_packet("ja", "study"), template=company))
    assert b'<w:lang w:val="ja" w:eastAsia="ja"' in parts(document)["word/styles.xml"]
    german = export("docx", replace(language_packet("de", "study"), template=company))
    assert b'<w:lang w:val="de" w:eastAsia="de"' in parts(german)["word/styles.xml"]


def test_dates_of_forms_are_written_as_the_language_writes_them() -> None:
    for language, form, shown in (("de", "d. MMMM yyyy", "1. Dezember 2026"), ("ja", "yyyy年M月d日", "2026年12月1日")):
        interview = Interview(date=datetime.date(2026, 12, 1))
        document = export("docx", replace(language_packet(language), interview=interview))
        assert set(find(document, "//w:dateFormat/@w:val")) == {form}
        assert shown in find(document, "//w:sdt[.//w:date]//w:t/text()")


def test_what_a_form_keeps_is_the_same_in_every_language() -> None:
    kept = [
        (
            find(document, "//w:listItem/@w:value"),
            find(document, "//w:dataBinding/@w:xpath"),
        )
        for language in ("en", "de", "ja")
        for document in [export("docx", replace(language_packet("de", language=language), interview=INTERVIEW))]
    ]
    assert kept[0] == kept[1] == kept[2]
    values = {value.partition("=")[2] for value in kept[0][0]}
    assert {"1", "5", "not-asked", "no-evidence", "strong-yes", "high"} <= values
    assert "/f:form[1]/f:field[@name='candidate'][1]" in kept[0][1]


@pytest.mark.parametrize(
    ("tag", "font"),
    [("ja", "Yu Gothic"), ("ko-KR", "Malgun Gothic"), ("zh-Hant", "Microsoft JhengHei"), ("zh", "Microsoft YaHei")],
)
def test_east_asian_documents_name_a_font(tag: str, font: str) -> None:
    members = parts(export("docx", language_packet("ja", language=tag)))
    assert (
        members["word/theme/theme1.xml" if "word/theme/theme1.xml" in members else "word/theme1.xml"].count(
            f'<a:ea typeface="{font}"/>'.encode()
        )
        == 2
    )
    assert f'<w:font w:name="{font}">'.encode() in members["word/fontTable.xml"]
    assert f'w:eastAsia="{tag}"/>'.encode() in members["word/settings.xml"]


def test_east_asian_emphasis_is_dotted_and_never_slanted() -> None:
    document = export("docx", language_packet("ja"))
    (run,) = [run for run in find(document, "//w:r[w:rPr/w:em]") if "最小の部品" in "".join(run.itertext())]
    assert [(one.tag.rpartition("}")[2], one.get(f"{W}val")) for one in run[0]] == [
        ("rStyle", "Emphasis"), ("i", "0"), ("em", "dot"),
    ]  # fmt: skip
    latin = [run for run in find(document, "//w:r[w:rPr/w:rStyle/@w:val='Emphasis']") if run is not run[0]]
    assert any("Software Testing" in "".join(run.itertext()) and len(run[0]) == 1 for run in latin)
    styles = etree.fromstring(parts(document)["word/styles.xml"])
    (cue,) = [style for style in styles.iter(f"{W}style") if style.get(f"{W}styleId") == "Cue"]
    assert cue.find(f".//{W}i") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_of_tables_fit_their_columns(language: str) -> None:
    document = export("docx", interview_packet(language))
    for table in find(document, "//w:tbl[w:tr[1]/w:trPr/w:tblHeader]"):
        widths = [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
        assert sum(widths) <= 10080
        for cell, width in zip(table.find(f"{W}tr").iter(f"{W}tc"), widths, strict=True):
            for word in "".join(text.text or "" for text in cell.iter(f"{W}t")).split():
                wide = sum(200 if ord(letter) > 0x2E80 else 100 for letter in word)
                assert wide + 216 <= width or len(widths) == 2, word


def test_the_instructions_speak_only_of_what_is_there() -> None:
    bank = language_bank("de")
    bare = [
        question.model_copy(update=dict.fromkeys(("facts", "references", "key_points", "follow_ups"), ()))
        .model_copy(update={"rubric": None, "hint": None, "related": (), "code": (), "figure": None})
        for question in bank.questions[2:]
    ]  # fmt: skip
    plain = Bank(bank.data.model_copy(update={"questions": tuple(bare), "language": "en"}))
    texts = {edition: "\n".join(docx_texts(export("docx", select(plain, edition=edition)))) for edition in EDITIONS}
    assert "Score" in texts["interviewer"], "what has no descriptions is scored too, as in the PDF"
    for word in ("score", "Tick", "descriptions of", "The scores"):
        assert word not in texts["interviewer"].replace("held against the same descriptions", ""), word
    for word in ("hint", "facts", "key points", "short answer", "sources"):
        assert word not in texts["study"], word
    assert "Read the answer, and check yours against it." in texts["study"]


def test_a_score_between_two_that_are_not_described_has_no_description() -> None:
    document = export("docx", language_packet("de"))
    second = [
        "".join(cell.itertext())
        for table in find(document, "//w:tbl[.//w:tblCaption[@w:val='Die Bewertungen und wofür es sie gibt']]")[1:2]
        for cell in table.iterfind(f"{W}tr/{W}tc[2]")
    ]
    assert second[:5] == ["Was die Antwort zeigt", "", "", "Nennt eine Seite.", "Zwischen 3 und 5"]


def test_the_names_of_decks_never_change() -> None:
    """A deck of another name would be a second deck in every collection: never change these translations."""
    names = {}
    for language in ("en", *LANGUAGES):
        decks, _, _ = apkg_parts(export("anki", language_packet("de", "study", language=language)))
        names[language] = sorted(deck["name"].rpartition("::")[2] for deck in decks.values() if "::" in deck["name"])
    assert names == {"en": ["1 Explain", "2 Facts"], "de": ["1 Erklären", "2 Fakten"], "ja": ["1 説明", "2 知識"]}


def test_a_label_reaches_every_format() -> None:
    own = {"Sources": "Belegstellen", "In thirty seconds": "Kurz <b> & {{gut}}"}
    packet = language_packet("de", "study", labels=own)
    _, models, _ = apkg_parts(export("anki", packet))
    back = next(model["tmpls"][0]["afmt"] for model in models.values() if model["name"].endswith("Q&A"))
    assert '<summary class="tappable">Belegstellen</summary>' in back
    assert '<summary class="tappable">Kurz &lt;b&gt; &amp; &#123;&#123;gut&#125;&#125;</summary>' in back
    for texts in (docx_texts(export("docx", packet)), pdf_texts(export("pdf", packet))):
        text = "\n".join(filter(None, texts))
        assert "Belegstellen" in text
        assert "Kurz <b> & {{gut}}" in text
        assert "\nQuellen\n" not in text
    assert "Kurz <b> & {{gut}}\n------------------" in show(packet)
