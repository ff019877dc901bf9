"""Nothing dangerous goes through: refused with its place, or inert in every export.

Two doors lead into a bank, source files and exported JSON; programmers may also build one themselves. What a door
refuses is shown here, and what a bank can hold is looked for in each export as the program that opens it would read it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import etree
from pydantic import ValidationError
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from alignprep import select
from alignprep.bank.bank import Bank
from alignprep.cli.app import main
from alignprep.cli.report import FORMATS, report
from alignprep.content.field_errors import node_at
from alignprep.content.reader import check_content
from alignprep.content.strict_yaml import read
from alignprep.errors import Problem, TextError
from alignprep.json_format.validator import validate
from alignprep.model.prose import passages
from alignprep.model.records import BankData
from alignprep.packet.packet import Edition, Packet
from alignprep.text.markdown import MarkdownError, parse
from alignprep.text.nodes import Link
from alignprep.text.nodes import _inlines as inlines_of
from alignprep_exporters import csv as csv_exporter
from alignprep_exporters import docx, html, pdf
from alignprep_exporters import json as json_exporter
from alignprep_exporters.anki import render as anki
from alignprep_exporters.anki import text_export as anki_text
from alignprep_exporters.pdf import answers as pdf_answers
from alignprep_exporters.pdf import quick as pdf_quick
from tests.support.bad_content import GOOD, good, replaced
from tests.support.page_reader import tree
from tests.support.sample_bank import bank_data, question

SAFE = re.compile(r"(https?://[^/\s@]+(/|\?|#|$)|mailto:[^?\s]+$)", re.IGNORECASE)

# Markdown.

ADDRESSES = [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "jAvAsCrIpT:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6a;avascript:alert(1)",
    "java&#10;script:alert(1)",
    "java&#9;script:alert(1)",
    "java&Tab;script:x",
    "&#1;javascript:alert(1)",
    "&#32;javascript:x",
    "javascript%3Aalert(1)",
    "java%0ascript:x",
    "\\javascript:alert(1)",
    "javascript\\:alert(1)",
    "<javascript:alert(1)>",
    "< javascript:alert(1)>",
    "ｊavascript:alert(1)",
    "javaſcript:alert(1)",
    "javascript://example.org/%0aalert(1)",
    "vbscript:x",
    "VBScript:x",
    "livescript:x",
    "mocha:x",
    "view-source:http://example.org",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "DATA:image/svg+xml,x",
    "data&colon;text/html,x",
    "file:///etc/passwd",
    "FILE:///c:/x",
    "file:\\\\\\\\host\\\\share",
    "file&colon;///x",
    "\\\\\\\\host\\\\share",
    "//host/share",
    "///x",
    "/\\\\host",
    "\\\\host",
    "/etc/passwd",
    "../../x",
    "x.html",
    "#x",
    "?x",
    "ftp://a.b",
    "ws://a.b",
    "smb://a.b",
    "ms-word:ofe|u|http://a.b",
    "steam:x",
    "tel:1",
    "sms:1",
    "about:blank",
    "blob:x",
    "filesystem:x",
    "jar:x",
    "res://x",
    "intent:x",
    "chrome://x",
    "ssh://a.b",
    "mhtml:x",
    "http:",
    "http://",
    "http:///x",
    "http:/a",
    "http:a.b",
    "http:\\\\\\\\a.b",
    "https://user@a.b",
    "https://a.b@c.d/",
    "https://a.b:x@c.d",
    "https://a%2eb@c.d/",
    "http://a.b/%0d%0ax",
    "http://a.b/%00",
    "http://a.b/%1b[31m",
    "http://a.b:99999999/",
    "http://[::1]/",
    "http://a_b/",
    "mailto:",
    "mailto:?bcc=a@b.c",
    "mailto:a@b.c?bcc=d@e.f",
    "mailto:a@b.c%0abcc:d@e.f",
    "mailto:a",
    "mailto:a@b.c,d@e.f",
    "http://a.b/&#x202e;x",
    "http://a.b/\u202ex",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    "form",
    ["[x]({})", "[x](<{}>)", "<{}>", "**[x]({})**", "> - [x]({})", "| a |\n|---|\n| [x]({}) |", "[x][y]\n\n[y]: {}"],
)
def test_a_link_leads_to_the_web_or_to_a_mailbox_or_is_none(form: str, address: str) -> None:
    try:
        blocks = parse(form.format(address))
    except MarkdownError:
        return
    for inline in inlines_of(blocks):
        assert not isinstance(inline, Link) or SAFE.match(inline.url), inline


@pytest.mark.parametrize(
    "address", ["https://example.org/a?b=1&c=2#d", "http://example.org", "mailto:a.b+c@example.org"]
)
def test_other_links_are_links(address: str) -> None:
    assert [inline for inline in inlines_of(parse(f"[x]({address})")) if isinstance(inline, Link)]


HTML = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//a.b></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<a href='javascript:x'>y</a>",
    "<iframe src=x></iframe>",
    "<object data=x>",
    "<embed src=x>",
    "<style>@import 'x'</style>",
    "<base href=x>",
    "<link rel=stylesheet href=x>",
    "<meta http-equiv=refresh content=0>",
    "<form action=x>",
    "<math><mi xlink:href=x>",
    "<!-- x -->",
    "<![CDATA[x]]>",
    "<?php x ?>",
    "<!DOCTYPE x>",
    "</div>",
    "<x-y>",
    "<video><source onerror=x>",
    "<details open ontoggle=x>",
    "![x](https://example.org/a.png)",
    "![x](file:///etc/passwd)",
    "![](data:image/png;base64,x)",
]
HIDDEN = [
    "\u202e",
    "\u202d",
    "\u2066",
    "\u2069",
    "\u200e",
    "\u061c",
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u034f",
    "\u115f",
    "\u1160",
    "\u3164",
    "\uffa0",
    "\u17b4",
    "\u180e",
    "\u2028",
    "\u2029",
    "\u2800",
    "\ufe00",
    "\ufe0f",
    "\U000e0001",
    "\U000e0041",
    "\U000e0100",
    "\ufff9",
    "\ufffc",
    "\ufffe",
    "\uffff",
    "\ufdd0",
    "\U0001fffe",
    "\ue000",
    "\U000f0000",
    "\U0010ffff",
    "\x00",
    "\x07",
    "\x08",
    "\x0b",
    "\x0c",
    "\x1b",
    "\x1f",
    "\x7f",
    "\x80",
    "\x85",
    "\x9b",
    "\r",
    "\t",
]
FIELDS = [passage.path for passage in passages(question(1))]


def put(value: Any, path: tuple[str | int, ...], text: str) -> None:
    *steps, last = path
    for step in steps:
        value = value[step]
    value[last] = text


def spoken(path: tuple[str | int, ...], payload: str) -> str:
    """A text for a field that is fine but for the payload: enough words, and a cloze in a fact."""
    around = f"One two three four five six seven eight {payload} nine"
    if path == ("answer", "short"):
        return f"{'word ' * 45}{payload}"
    return f"{around} {{{{c1::ten}}}}." if path[0] == "facts" else f"{around}."


def json_with(path: tuple[str | int, ...], text: str) -> bytes:
    document = json.loads(good("bank"))
    put(document["questions"][0], path, text)
    return json.dumps(document).encode()


@pytest.mark.parametrize("path", FIELDS, ids=str)
def test_both_doors_refuse_it_in_every_field_of_markdown(tmp_path: Path, path: tuple[str | int, ...]) -> None:
    folder = tmp_path / "content"
    shutil.copytree(GOOD, folder)
    source = good("question").decode().replace("  depth: |", "  spoken: Said.\n  depth: |")
    source = source.replace("{{c1::comparisons}}.", "{{c1::comparisons}}.\n    why: Since they are.")
    root = read(source.encode())[0]
    assert root is not None
    node = node_at(root, path)
    for payload in (
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "a\u202eb",
        "![x](y)",
        "<javascript:x>",
    ):
        text = spoken(path, payload)
        (problem,) = validate(json_with(path, text), "x.json")
        assert problem.code in ("AP401", "AP402", "AP105")
        assert (problem.line, problem.column > 1) == (1, True)
        (folder / "basics" / "first.yaml").write_text(replaced(source, node, f"'{text}'"), encoding="utf-8")
        (shown,) = check_content(folder)[1]
        assert (shown.code, shown.line) == (problem.code, node.source.place(node.start)[0])
        assert shown.source[shown.column - 1 :][:1] in payload


@pytest.mark.parametrize("payload", HTML)
def test_html_and_images_are_refused(payload: str) -> None:
    with pytest.raises(MarkdownError) as caught:
        parse(f"Say {payload} here")
    assert {fault.code for fault in caught.value.faults} <= {"AP401", "AP402"}


@pytest.mark.parametrize("character", HIDDEN, ids=lambda character: f"U+{ord(character):04X}")
def test_hidden_characters_are_refused_in_every_kind_of_text(tmp_path: Path, character: str) -> None:
    for changes in (
        {"title": f"a{character}b"},
        {"hint": f"a{character}b"},
        {"answer": {"short": "", "depth": f"a{character}b"}},
    ):
        with pytest.raises(ValidationError):
            bank(**changes)
    for name, value in (("code", {"sample.py": f"a{character}b"}), ("media", {"boxes.svg": f"<a{character}b"})):
        with pytest.raises(ValidationError):
            BankData.model_validate({**bank_data(), name: value})
    document = json.loads(good("bank"))
    document["questions"][0]["title"] = f"a{character}b"
    for text in (json.dumps(document), json.dumps(document, ensure_ascii=False)):
        codes = {problem.code for problem in validate(text.encode(), "x.json")}
        assert codes & {"AP104", "AP105", "AP106", "AP601"}
    with pytest.raises(MarkdownError):
        parse(f"a&#{ord(character)};b")
    folder = tmp_path / "content"
    shutil.copytree(GOOD, folder)
    text = good("question").decode().replace("title: The RLHF", f"title: The{character}RLHF")
    (folder / "basics" / "first.yaml").write_bytes(text.encode())
    (problem,) = check_content(folder)[1]
    assert (problem.code in ("AP104", "AP105", "AP106"), problem.line, problem.column) == (True, 2, 11)


@pytest.mark.parametrize("text", ["☺\ufe0e", "☺\ufe0f", "1\ufe0f", "©\ufe0f", "a\u00a0b", "𝔼", "汉", "🙂"])
def test_what_can_be_seen_is_allowed(text: str) -> None:
    assert bank(hint=f"See {text} here.")


@pytest.mark.parametrize(
    "name",
    [
        "../x.svg",
        "/x.svg",
        "a/b.svg",
        "a\\b.svg",
        ".x.svg",
        "x.SVG",
        "con.svg",
        "x.svg\n",
        "x.svg.",
        "C:x.svg",
        "x.png",
    ],
)
def test_names_of_figures_and_samples_stay_in_their_folder(name: str) -> None:
    with pytest.raises(ValidationError):
        bank(figure={"file": name, "alt": "x"})
    with pytest.raises(ValidationError):
        BankData.model_validate({**bank_data(), "media": {name: bank_data()["media"]["boxes.svg"]}})  # type: ignore[index]
    if not name.endswith(".png"):
        with pytest.raises(ValidationError):
            bank(code=[name])


@pytest.mark.parametrize(
    "url",
    [address for address in ADDRESSES if "&" not in address and not address.startswith(("mailto:a@b.c", "\\java"))],
)
def test_addresses_of_works_are_those_of_the_web(url: str) -> None:
    data = bank_data()
    data["references"]["nist2023"]["url"] = url  # type: ignore[index]
    with pytest.raises(ValidationError):
        BankData.model_validate(data)


FIGURES = [
    "<script>x</script>",
    "<g onload='x'/>",
    "<image href='file:///etc/passwd'/>",
    "<image href='data:image/png;base64,x'/>",
    "<use href='#a'/>",
    "<a href='javascript:x'/>",
    "<style>@import 'x'</style>",
    "<g style='background:url(x)'/>",
    "<g fill='url(http://a.b)'/>",
    "<g filter='url(#x)'/>",
    "<foreignObject/>",
    "<animate/>",
    "<set/>",
    "<g fill='u\\72l(x)'/>",
    "<text>&#x202e;</text>",
    "<rect width='1e99'/>",
    "<g class='x'/>",
    "<g xmlns:x='http://www.w3.org/1999/xlink' x:href='x'/>",
    "<handler/>",
    "<discard/>",
    "<mpath/>",
    "<feImage href='x'/>",
    "<cursor/>",
    "<switch/>",
]


@pytest.mark.parametrize("inside", FIGURES)
def test_figures_hold_nothing_that_runs_or_loads(inside: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>'
    with pytest.raises(ValidationError):
        BankData.model_validate({**bank_data(), "media": {"boxes.svg": svg}})
    document = {**json.loads(good("bank")), "media": {"boxes.svg": svg}}
    assert {problem.code for problem in validate(json.dumps(document).encode(), "x")} == {"AP509"}


# Exports.


def bank(**changes: Any) -> Bank:
    """The sample bank whose first question is changed."""
    changes = {"related": [], **changes}
    return Bank(BankData.model_validate(bank_data(question(1, **changes))))


INERT = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</p><svg onload=alert(1)>",
    "]]><script>x</script>",
    "--><script>x</script>",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "{{Front}}",
    "{{c1::x}}",
    "{{#Back}}x{{/Back}}",
    "{{type:Front}}",
    "[sound:x.mp3]",
    "[anki:play:q:0]",
    "[latex]\\input{/etc/passwd}[/latex]",
    "[$]x[/$]",
    "\\(x\\)",
    "\\[\\href{javascript:x}{y}\\]",
    "=cmd|'/c calc'!A1",
    '=HYPERLINK("http://a.b")',
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "%0A=1",
    "; =1+1",
    "| calc",
    'HYPERLINK "file:///x"',
    "{ DDEAUTO c:\\\\x }",
    'INCLUDEPICTURE "http://a.b"',
    '<w:fldSimple w:instr="DDE x"/>',
    "<w:instrText>x</w:instrText>",
    "(x) Tj /URI (javascript:x)",
    "endobj 1 0 obj << /S /Launch >>",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "\\\\\\\\host\\\\share",
    "::error::x",
    "##[error]x",
    "${x}",
    "$(x)",
    "`x`",
    "%s %n",
    "\\x1b[31m",
    "\"'<>&",
]
"""What some program would act on, as a text that only talks about it."""


def literal(text: str) -> str:
    """A text as Markdown that says just that."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


@cache
def hostile() -> Packet:
    """A bank that holds all of it in every field that takes it."""
    said = " ".join(map(literal, INERT))
    line = "".join(INERT[:12])[:280]
    lists = [f"{literal(text)} {index}" for index, text in enumerate(INERT)]
    plain = [text.strip() for text in INERT]
    questions = []
    for number, texts in enumerate([lists[start : start + 8] for start in range(0, len(lists) - 8, 8)], 1):
        raw = plain[(number - 1) * 8 : number * 8]
        source = "\n".join(INERT)
        full = f"{said}\n\n```html\n{source}\n```\n\n" + "\n".join(f"- {text}" for text in texts)
        full += (
            "\n\n| a |\n|---|\n| " + literal(raw[0]).replace("|", "\\|").replace("\\\\|", "\\|") + " |\n\n> " + texts[1]
        )
        questions.append(
            question(
                number,
                title=raw[0][:80],
                question=f"{texts[0]} what do you say to all of this?",
                hint=texts[1],
                answer={"short": f"{texts[2]} {'word ' * 42}", "depth": full},
                key_points=texts,
                rubric=dict(zip(("1", "3", "5"), texts, strict=False)),
                follow_ups=[{"ask": texts[0], "listen_for": texts[1]}, {"ask": texts[2], "listen_for": texts[3]}],
                red_flags=texts[:4],
                facts=[
                    {
                        "id": f"f{index}",
                        "text": f"{text} {{{{c1::{literal(raw[index]).replace('{', '').replace('}', '')}x}}}}",
                    }
                    for index, text in enumerate(texts[:4])
                ],
                related=[],
                figure={"file": "boxes.svg", "alt": line[:200], "caption": raw[1]},
                code=["sample.py"],
            )
        )
    data = bank_data(*questions)
    data["title"] = line
    data["code"] = {"sample.py": "\n".join(INERT)}
    work = data["references"]["nist2023"]  # type: ignore[index]
    work.update(
        title=line,
        authors=plain[:8],
        venue=plain[1],
        label=plain[2],
        url="https://example.org/?a='\"<>".replace('"<>', "") + "(x)",
    )
    data["references"]["ouyang2022training"].update(doi="10.1000/<script>;'()&{}".replace("{}", ""))  # type: ignore[index]
    for section in data["sections"]:  # type: ignore[attr-defined]
        section["title"], section["description"] = plain[0], literal(plain[1])
    for term in data["topics"].values():  # type: ignore[attr-defined]
        term["title"] = plain[2]
    return select(Bank(BankData.model_validate(data)), edition="interviewer")


class Page(HTMLParser):
    """Fails at anything in HTML that runs or loads."""

    TAGS = frozenset(
        {
            "a",
            "b",
            "blockquote",
            "code",
            "dd",
            "div",
            "dl",
            "dt",
            "em",
            "figcaption",
            "figure",
            "img",
            "input",
            "label",
            "li",
            "ol",
            "p",
            "pre",
        }
        | {"span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}
    )
    ATTRIBUTES = frozenset(
        {"class", "href", "src", "alt", "start", "scope", "title", "id", "lang", "dir", "type", "accesskey", "width"}
    )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.TAGS
        assert tag != "input" or dict(attrs)["type"] == "checkbox"
        for name, value in attrs:
            assert name in self.ATTRIBUTES
            assert name != "href" or SAFE.match(value or "")
            assert name != "src" or re.fullmatch(r"_alignprep-[0-9a-f]{12}-[a-z0-9.-]+\.svg", value or "")

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def assert_inert_html(field: str, clozes: int) -> None:
    page = Page(convert_charrefs=False)
    page.feed(field)
    page.close()
    assert "[sound:" not in field
    assert "[anki:" not in field
    assert "[latex]" not in field
    assert "[$" not in field
    assert field.count("{{") == field.count("{{c1::") == clozes
    assert not re.search(r"[\x00-\x08\x0b-\x1f]", field)


def notes(data: bytes, tmp_path: Path) -> list[list[str]]:
    """The fields of the notes of an Anki package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = next(name for name in ("collection.anki21", "collection.anki2") if name in archive.namelist())
        (tmp_path / "notes.db").write_bytes(archive.read(name))
        for member in archive.namelist():
            assert re.fullmatch(r"[0-9]+|collection\.anki21?|media|meta", member)
        names = json.loads(archive.read("media"))
        assert all(re.fullmatch(r"_[a-z0-9._-]+", name) for name in names.values())
    connection = sqlite3.connect(tmp_path / "notes.db")
    try:
        return [fields.split("\x1f") for (fields,) in connection.execute("select flds from notes")]
    finally:
        connection.close()


def test_anki_notes_are_inert(tmp_path: Path) -> None:
    found = notes(anki(hostile()), tmp_path)
    assert len(found) > 10
    for fields in found:
        clozes = [index for index, field in enumerate(fields) if "{{c1::" in field]
        assert len(clozes) <= 1
        for index, field in enumerate(fields):
            assert_inert_html(field, int(index in clozes))


@pytest.mark.parametrize("file", [anki_text.QUESTIONS, anki_text.FACTS])
def test_anki_text_is_inert(file: anki_text.TextFile) -> None:
    lines = file.render(hostile()).decode().split("\n")
    rows = list(csv.reader(io.StringIO("\n".join(line for line in lines if not line.startswith("#"))), delimiter="\t"))
    assert len(rows) >= 5
    for row in rows:
        for field in row:
            if "<" in field or "{{" in field:
                assert_inert_html(field, field.count("{{c1::"))


PAGE = Page.TAGS | {
    "article", "body", "cite", "details", "footer", "h1", "h2", "h3", "h4", "head", "header", "html", "link", "main",
    "mark", "meta", "nav", "script", "section", "style", "summary", "title",
}  # fmt: skip
DRAWN = {"svg", "rect", "text", "line"}
ACTING = re.compile(r"on|style$|src|srcdoc$|action$|formaction$|xlink|background$|ping$|http-equiv$|manifest$")


@pytest.mark.parametrize("edition", ["study", "interviewer"])
def test_the_page_acts_on_nothing_that_it_says(edition: str) -> None:
    packet = hostile() if edition == "interviewer" else replace(hostile(), edition=Edition.STUDY)
    page = html.render(packet)
    scripts = tree(page).xpath("//script")
    assert [one.get("id") for one in scripts] == ["_data", None]
    assert len(tree(page).xpath("//meta[@http-equiv]")) == len(tree(page).xpath("//style")) == 1
    for element in tree(page).iter():
        assert isinstance(element.tag, str), element  # neither comments nor instructions
        assert element.tag in PAGE | DRAWN or re.fullmatch("m[a-z]+", element.tag), element.tag
        for name, value in element.attrib.items():
            assert not ACTING.match(name) or (element.tag, name) == ("meta", "http-equiv"), (element.tag, name)
            if name == "href" and element.tag != "link":
                assert SAFE.match(value) or re.fullmatch(r"#[a-z0-9_-]+", value), value
    said = tree(page).text_content()
    for text in INERT[:3]:
        assert text in said


def objects(value: Any, seen: set[int]) -> Iterator[DictionaryObject]:
    """Every dictionary of a PDF, however it is reached."""
    pending = [value]
    while pending:
        value = pending.pop()
        if isinstance(value, IndirectObject):
            if value.idnum in seen:
                continue
            seen.add(value.idnum)
            value = value.get_object()
        if isinstance(value, DictionaryObject):
            yield value
            pending += [value.raw_get(key) for key in value]
        elif isinstance(value, ArrayObject):
            pending += list(value)


@pytest.mark.parametrize(
    "render", [pdf.render, pdf_answers.render, pdf_quick.render], ids=["guide", "answers", "quick"]
)
def test_pdfs_act_on_nothing(render: Any) -> None:
    reader = PdfReader(io.BytesIO(render(hostile())))
    links = 0
    for found in objects(reader.trailer, set()):
        assert not {
            "/JS",
            "/JavaScript",
            "/AA",
            "/OpenAction",
            "/Launch",
            "/EmbeddedFiles",
            "/EF",
            "/XFA",
            "/RichMedia",
        } & set(found)
        assert found.get("/S") not in (
            "/JavaScript",
            "/Launch",
            "/GoToR",
            "/GoToE",
            "/ImportData",
            "/SubmitForm",
            "/Rendition",
            "/Movie",
        )
        assert isinstance(found, StreamObject) or found.get("/Subtype") not in (
            "/FileAttachment",
            "/Movie",
            "/Screen",
            "/Sound",
        )
        if "/URI" in found and found.get("/S") == "/URI":
            links += 1
            assert SAFE.match(str(found["/URI"])), found
    assert links or render is pdf_quick.render  # which lists no works


def test_docx_acts_on_nothing() -> None:
    with zipfile.ZipFile(io.BytesIO(docx.render(hostile()))) as archive:
        names = archive.namelist()
        assert not [
            name
            for name in names
            if re.search(r"vba|activeX|embeddings|oleObject|\.bin$|altChunk", name, re.IGNORECASE)
        ]
        assert all(not name.startswith("/") and ".." not in name for name in names)
        external = 0
        for name in names:
            if not name.endswith((".xml", ".rels")):
                continue
            root = etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False, no_network=True))
            for element in root.iter():
                tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
                assert tag not in (
                    "object",
                    "OLEObject",
                    "control",
                    "altChunk",
                    "attachedTemplate",
                    "fldSimple",
                    "subDoc",
                )
                if tag == "instrText":
                    assert re.fullmatch(
                        r"\s*(TOC|PAGE|NUMPAGES|PAGEREF|REF|STYLEREF|SECTIONPAGES|SEQ|=)\b.*", element.text or ""
                    ), element.text
                if tag == "Relationship" and element.get("TargetMode") == "External":
                    external += 1
                    assert SAFE.match(element.get("Target")), element.get("Target")
        assert external


def test_csv_begins_no_formula() -> None:
    for row in csv.reader(io.StringIO(csv_exporter.render(hostile()).decode(), newline="")):
        for cell in row:
            assert not cell.lstrip(" \ufeff").startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")), cell


def test_json_says_it_as_data() -> None:
    data = json_exporter.render(hostile())
    assert not re.search(rb"[\x00-\x09\x0b-\x1f]", data)
    assert json.loads(data)["code"]["sample.py"] == "\n".join(INERT)
    assert validate(data, "x.json") == ()


EXPORTERS = {
    "anki": anki,
    "anki-text": anki_text.QUESTIONS.render,
    "csv": csv_exporter.render,
    "docx": docx.render,
    "html": html.render,
    "json": json_exporter.render,
    "pdf": pdf.render,
    "pdf-answers": pdf_answers.render,
    "pdf-quick": pdf_quick.render,
}
UNREAD = ("csv", "json")
"""Formats that hand Markdown on as it is written; whoever draws it must read it as alignprep does."""


@pytest.mark.parametrize(
    "payload",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](file:///etc/passwd)", "<javascript:x>", "a&#x1f;b"],
)
@pytest.mark.parametrize("name", [name for name in EXPORTERS if name not in UNREAD])
def test_what_no_door_lets_through_no_exporter_draws(name: str, payload: str) -> None:
    """A bank that a programmer builds is of checked types, but its Markdown is read by the exporters only."""
    with pytest.raises((MarkdownError, TextError)):
        EXPORTERS[name](
            select(
                bank(
                    answer={"short": f"{'word ' * 45}{payload}", "depth": payload}, key_points=[payload, "b", "c", "d"]
                ),
                edition="study",
            )
        )


# Files.


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_validate_reads_regular_files_only(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "bank.json"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    result = CliRunner().invoke(main, ["validate", str(path)])
    assert result.exit_code == 1
    assert result.output.startswith(f"alignprep: {path} cannot be read: ")
    assert len(result.output.splitlines()) == 1


# What is printed.


def test_a_report_steers_no_terminal_and_fakes_no_annotation() -> None:
    problem = Problem(
        "a\x1b[31m\n::error::b\u202e.yaml", 1, 1, "AP304", "x\x1b]0;y\x07\n::error::z\ud800", "title: \x1b[2J\u202e", 3
    )
    for form in FORMATS:
        text = report([problem], form)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800]", text)
        assert len([line for line in text.split("\n") if line.lstrip().startswith("::")]) == (form == "github")
        text.encode()


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_name_steers_no_terminal(tmp_path: Path, form: str) -> None:
    folder = tmp_path / "content"
    shutil.copytree(GOOD, folder)
    (folder / "basics" / "a\x1b[31m\n::error::x\u202e.yaml").write_bytes(b"")
    result = CliRunner().invoke(main, ["check", "--format", form, str(folder)])
    assert result.exit_code == 1
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", result.output)
    assert len([line for line in result.output.split("\n") if line.lstrip().startswith("::")]) == (form == "github")


@pytest.mark.parametrize("form", FORMATS)
def test_json_keys_steer_no_terminal(tmp_path: Path, form: str) -> None:
    path = tmp_path / "bank.json"
    document = {**json.loads(good("bank")), "\x1b[31m\n::error::x": "\x1b[2J\ud800"}
    path.write_text(json.dumps(document), encoding="utf-8")
    result = CliRunner().invoke(main, ["validate", "--format", form, str(path)])
    assert result.exit_code == 1
    assert not re.search(r"[\x00-\x09\x0b-\x1f\ud800]", result.output)
    assert len([line for line in result.output.split("\n") if line.lstrip().startswith("::")]) == (
        4 if form == "github" else 0
    )


def test_what_show_prints_steers_no_terminal() -> None:
    from alignprep.cli.terminal import show

    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", show(hostile()))
