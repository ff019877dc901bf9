"""Small filled packets, Word documents and PDF forms, made as the exporters promise to, and damaged as editors do."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfWriter

from alignprep.packet.wording import CONFIDENCES, RATINGS, RECOMMENDATIONS
from alignprep.scores.filled import (
    Filled,
    Rating,
    Score,
    State,
    clean,
)  # fmt: skip

__all__ = ["Filling", "controls_unwrapped", "packets", "pdf", "unlabeled", "with_member", "without_tags", "word"]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORDS = {
    "not-asked": "Not asked", "no-evidence": "No evidence", "strong-no": "Strong no", "no": "No", "yes": "Yes",
    "strong-yes": "Strong yes", "no-decision": "No decision", "low": "Low", "medium": "Medium", "high": "High",
}  # fmt: skip
CHOICES = {
    "score": ("1", "2", "3", "4", "5", "not-asked"),
    "rating": ("1", "2", "3", "4", "5", "no-evidence"),
    "recommendation": ("strong-no", "no", "yes", "strong-yes", "no-decision"),
    "confidence": ("low", "medium", "high"),
}


@dataclass(frozen=True, kw_only=True)
class Filling:
    """What an interviewer has filled in."""

    candidate: str = "Ada Lovelace"
    interviewer: str = "Grace H."
    role: str = "Research engineer"
    date: str = "2026-12-01"
    key: str = "demo/1.2/A/7/16,1"
    scores: Mapping[int, str] = field(default_factory=lambda: {16: "4", 1: "not-asked"})
    card: Mapping[int, str] = field(default_factory=dict)
    """The scores on the scorecard, where they are not the same."""
    ticks: Mapping[int, Sequence[bool]] = field(default_factory=lambda: {16: (True, False, True), 1: (False, False)})
    flags: Mapping[int, Sequence[bool]] = field(default_factory=lambda: {16: (False, True), 1: (False,)})
    evidence: Mapping[int, str] = field(default_factory=lambda: {16: "Said “reward”.\nThen limits.", 1: ""})
    ratings: Mapping[str, str] = field(default_factory=lambda: {"rigor": "4", "writing": "no-evidence"})
    fed: str = "rigor:16,1 writing:1"
    recommendation: str = "yes"
    confidence: str = "medium"
    reasons: str = "Clear thinking"
    concerns: str = "=1+1 is a formula"
    next: str = "Depth of maths"

    def with_(self, **changes: object) -> Filling:
        """The same with some values changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


# Word


class _Word:
    """Writes the controls of a document."""

    def __init__(self, *, tags: bool, bookmarks: bool, items: bool, controls: bool) -> None:
        self._tags, self._bookmarks, self._items, self._controls = tags, bookmarks, items, controls
        self._id = 0
        self.data: dict[str, str] = {}

    def _around(self, name: str, kind: str, text: str, *, card: bool = False, marked: bool = True) -> str:
        self._id += 1
        tag = f"<w:tag w:val={quoteattr(name)}/>" if self._tags else ""
        lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
        run = f"<w:r>{lines}</w:r>" if text else ""
        made = run
        if self._controls:
            properties = f"{tag}<w:id w:val='{self._id}'/>{kind}"
            made = f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>"
        if self._bookmarks and marked:
            mark = name.replace("-", "_") + "_card" * card
            made = f'<w:bookmarkStart w:id="{self._id}" w:name="{mark}"/>{made}<w:bookmarkEnd w:id="{self._id}"/>'
        return made

    def text(self, name: str, value: str, *, card: bool = False) -> str:
        self.data.setdefault(name, value)
        kind = "<w:text w:multiLine='1'/>"
        return self._around(name, kind, value, card=card, marked=not name.startswith("mean"))

    def day(self, name: str, value: str) -> str:
        self.data[name] = f"{value}T00:00:00" if value else ""
        shown = "December 1, 2026" if value == "2026-12-01" else value
        return self._around(name, f'<w:date w:fullDate="{value}T00:00:00Z"/>' if value else "<w:date/>", shown)

    def choice(self, name: str, value: str, *, card: bool = False) -> str:
        self.data.setdefault(name, f"{name}={value}" if value else "")
        items = "".join(
            f'<w:listItem w:displayText="{WORDS.get(one, one)}" w:value="{name}={one}"/>'
            for one in CHOICES[name.partition("-")[0]]
        )
        kind = f"<w:dropDownList>{items if self._items else ''}</w:dropDownList>"
        return self._around(name, kind, WORDS.get(value, value), card=card, marked=not name.startswith("rating"))

    def box(self, name: str, checked: bool) -> str:
        self.data[name] = str(int(checked))
        kind = f"<w14:checkbox><w14:checked w14:val='{int(checked)}'/></w14:checkbox>"
        return self._around(name, kind, "☒" if checked else "☐")


def word(
    filling: Filling,
    *,
    tags: bool = True,
    bookmarks: bool = True,
    items: bool = True,
    controls: bool = True,
    custom: bool = True,
    core: bool = True,
    small_print: bool = True,
    data: Mapping[str, str] | None = None,
    more: str = "",
) -> bytes:
    """A Word document; `data` replaces values of the form's data, and `more` is added to its body."""
    made = _Word(tags=tags, bookmarks=bookmarks, items=items, controls=controls)
    body = [
        _paragraph("Interview packet"),
        _table([["Candidate", made.text("candidate", filling.candidate)], ["Date", made.day("date", filling.date)]]),
        _table(
            [["Role", made.text("role", filling.role)], ["Interviewer", made.text("interviewer", filling.interviewer)]]
        ),
        _paragraph(_run("Form "), made.text("form", filling.key.split("/")[2])),
        _table([["Begins", "Question"], ["0:05", "1 First"], ["0:14", "2 Second"]]),
    ]
    for place, number in enumerate(filling.scores, 1):
        body.append(_paragraph(f"{place} of {len(filling.scores)}"))
        for kind, marks in (("tick", filling.ticks), ("flag", filling.flags)):
            for index, checked in enumerate(marks.get(number, ()), 1):
                body.append(_paragraph(made.box(f"{kind}-{number}-{index}", checked), _run(" a point")))
        anchors = [[str(grade), f"earns {grade}"] for grade in (5, 4, 3, 2, 1)]
        body += [
            _table(anchors),
            _paragraph(made.text(f"evidence-{number}", filling.evidence.get(number, ""))),
            _paragraph(_run("Score "), made.choice(f"score-{number}", filling.scores[number])),
        ]
    rows = [["Number", "Question", "Score"]]
    for place, number in enumerate(filling.scores, 1):
        value = filling.card.get(number, filling.scores[number])
        rows.append([str(number), f"{place} Title", made.choice(f"score-{number}", value, card=True)])
    body.append(_table(rows))
    fed = dict(part.split(":") for part in filling.fed.split())
    body.append(
        _table(
            [["Competency", "Questions", "Mean", "Rating"]]
            + [
                [
                    id.title(),
                    f"Questions {fed.get(id, '1')}",
                    made.text(f"mean-{id}", ""),
                    made.choice(f"rating-{id}", rating),
                ]
                for id, rating in filling.ratings.items()
            ]
        )
    )
    body += [
        _table([["Recommendation", made.choice("recommendation", filling.recommendation)]]),
        _table([["Confidence", made.choice("confidence", filling.confidence)]]),
        *(_paragraph(made.text(name, getattr(filling, name))) for name in ("reasons", "concerns", "next")),
        _paragraph(made.day("signed", "")),
    ]
    key = f"{filling.key} {filling.fed}".strip()
    if small_print:
        body.append(_paragraph(key))
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/'
            'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/><Override PartName="/docProps/core.xml" ContentType="application/'
            'vnd.openxmlformats-package.core-properties+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" Type="{REL}/officeDocument" '
            f'Target="word/document.xml"/><Relationship Id="r2" Type="{PACKAGE}/relationships/metadata/core-properties"'
            ' Target="docProps/core.xml"/></Relationships>'
        ),
        "word/document.xml": (
            f'<w:document xmlns:w="{W}" xmlns:w14="{W14}"><w:body>{"".join(body)}{more}</w:body></w:document>'
        ),
        "docProps/core.xml": (
            f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"{f'<dc:identifier>{escape(key)}</dc:identifier>' if core else ''}</cp:coreProperties>"
        ),
    }
    if custom:
        values = {**made.data, **(data or {})}
        fields = "".join(f"<field name={quoteattr(name)}>{escape(value)}</field>" for name, value in values.items())
        parts["customXml/item1.xml"] = f'<form xmlns="urn:alignprep:form:1">{fields}</form>'
    return _zip(parts.items())


def _run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _paragraph(*content: str) -> str:
    return f"<w:p>{''.join(one if one.startswith('<') or not one else _run(one) for one in content)}</w:p>"


def _table(rows: Iterable[Sequence[str]]) -> str:
    made = "".join(f"<w:tr>{''.join(f'<w:tc>{_paragraph(cell)}</w:tc>' for cell in row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{made}</w:tbl>"


def _zip(parts: Iterable[tuple[str, str | bytes]]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts:
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return data.getvalue()


def with_member(document: bytes, name: str, content: str | bytes) -> bytes:
    """The document with a part replaced or added."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parts: dict[str, str | bytes] = {one: archive.read(one) for one in archive.namelist()}
    return _zip({**parts, name: content}.items())


def _edited(document: bytes, edit: Mapping[str, str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        text = archive.read("word/document.xml").decode()
    for pattern, new in edit.items():
        text = re.sub(pattern, new, text)
    return with_member(document, "word/document.xml", text)


def without_tags(document: bytes) -> bytes:
    """The document as LibreOffice 7.4 leaves it: controls without tags and titles."""
    return _edited(document, {r"<w:(?:tag|alias)\b[^>]*/>": ""})


def controls_unwrapped(document: bytes) -> bytes:
    """The document without controls, whose content stays."""
    return _edited(document, {r"<w:sdtPr>.*?</w:sdtPr>|</?w:sdt>|</?w:sdtContent>": ""})


def unlabeled(document: bytes) -> bytes:
    """The document with nothing but its visible text and tables: no control, no bookmark."""
    return _edited(controls_unwrapped(document), {r"<w:bookmark(?:Start|End)\b[^>]*/>": ""})


# PDF


def pdf(
    filling: Filling,
    *,
    fields: bool = True,
    information: bool = True,
    xmp: bool = False,
    small_print: bool = True,
    states: Mapping[str, Sequence[str]] | None = None,
    values: Mapping[str, str] | None = None,
) -> bytes:
    """A PDF form of two pages; `states` replaces the states of a button's boxes, `values` its value."""
    key = f"{filling.key} {filling.fed}".strip()
    buttons: dict[str, list[str]] = {}
    for number, score in filling.scores.items():
        buttons[f"score-{number}"] = [score, filling.card.get(number, score)]
        for kind, marks in (("tick", filling.ticks), ("flag", filling.flags)):
            for index, checked in enumerate(marks.get(number, ()), 1):
                buttons[f"{kind}-{number}-{index}"] = ["on" if checked else ""]
    buttons |= {f"rating-{id}": [rating] for id, rating in filling.ratings.items()}
    buttons |= {"recommendation": [filling.recommendation], "confidence": [filling.confidence]}
    texts = {name: getattr(filling, name) for name in ("candidate", "role", "interviewer", "date")}
    texts |= {"form": filling.key.split("/")[2], **{f"mean-{id}": "" for id in filling.ratings}, "signed": ""}
    texts |= {f"evidence-{number}": filling.evidence.get(number, "") for number in filling.scores}
    texts |= {name: getattr(filling, name) for name in ("reasons", "concerns", "next")}
    objects: list[bytes] = [b"", b"", b"", b"", b""]

    def add(data: bytes) -> int:
        objects.append(data)
        return len(objects)

    font = add(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    print_ = f"BT /F 8 Tf 20 20 Td ({key if small_print else 'Scorecard'}) Tj ET".encode()
    content = add(b"<</Length %d>>stream\n%s\nendstream" % (len(print_), print_))
    resources = f"/MediaBox[0 0 595 842]/Resources<</Font<</F {font} 0 R>>>>"
    made: list[int] = []
    widgets: list[int] = []
    for name, given in buttons.items():
        shown = list((states or {}).get(name, given))
        value = (values or {}).get(name, given[0])
        field_ = add(b"")
        kids = []
        for page, state in enumerate(shown):
            for other in dict.fromkeys([*CHOICES.get(name.partition("-")[0], ("on",)), state]) if state != "" else [""]:
                on = f"/{state}" if other == state and state else "/Off"
                if other:
                    kids.append(
                        add(
                            f"<</Type/Annot/Subtype/Widget/F 4/Rect[9 9 19 19]/Parent {field_} 0 R/P {4 + page % 2} 0 R"
                            f"/AS {on}/AP<</N<</{other} {content} 0 R>>>>>>".encode()
                        )
                    )
        widgets += kids
        said = f"/V/{value}" if value else "/V/Off"
        refs = " ".join(f"{kid} 0 R" for kid in kids)
        objects[field_ - 1] = f"<</FT/Btn/T({name}){said}/Kids[{refs}]>>".encode()
        made.append(field_)
    for name, value in texts.items():
        encoded = ("\ufeff" + value).encode("utf-16-be").hex()
        made.append(
            add(f"<</Type/Annot/Subtype/Widget/F 4/FT/Tx/T({name})/V<{encoded}>/Rect[9 9 99 19]/P 5 0 R>>".encode())
        )
        widgets.append(made[-1])
    annotations = f"/Annots[{' '.join(f'{one} 0 R' for one in widgets)}]" if fields else ""
    form = add(f"<</Fields[{' '.join(f'{one} 0 R' for one in made)}]>>".encode())
    packet = f"<x:xmpmeta><dc:identifier>{key}</dc:identifier></x:xmpmeta>".encode()
    metadata = add(b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n%s\nendstream" % (len(packet), packet))
    more = (f"/AcroForm {form} 0 R" if fields else "") + (f"/Metadata {metadata} 0 R" if xmp else "")
    objects[0] = f"<</Type/Catalog/Pages 2 0 R{more}>>".encode()
    objects[1] = b"<</Type/Pages/Kids[4 0 R 5 0 R]/Count 2>>"
    objects[2] = f"<</Keywords({key})>>".encode() if information else b"<<>>"
    objects[3] = f"<</Type/Page/Parent 2 0 R{resources}>>".encode()
    objects[4] = f"<</Type/Page/Parent 2 0 R{resources}/Contents {content} 0 R{annotations}>>".encode()
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, data in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R/Info 3 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


# Any packet

LINES = st.text(max_size=12).map(clean).map(lambda text: " ".join(text.split()))
TEXTS = st.text(max_size=20).map(clean)
IDS = st.sampled_from(["rigor", "clear-writing", "x1"])


@st.composite
def packets(draw: st.DrawFn) -> Filled:
    """Any filled packet."""
    scores = []
    for number in draw(st.lists(st.integers(1, 60), max_size=4, unique=True)):
        state = draw(st.sampled_from(State))
        score = draw(st.integers(1, 5)) if state == State.SCORED else None
        counts = {name: draw(st.none() | st.integers(0, 9)) for name in ("ticks", "points", "flags")}
        scores.append(Score(question=number, state=state, score=score, evidence=draw(TEXTS), **counts))
    ratings = [
        Rating(
            id=id,
            rating=draw(st.sampled_from(["", *RATINGS])),
            questions=tuple(one.question for one in scores if draw(st.booleans())),
            noted=draw(LINES),
        )
        for id in draw(st.lists(IDS, unique=True, max_size=2))
    ]
    names = ("file", "candidate", "interviewer", "role", "date", "bank", "version", "form", "signed")
    return Filled(
        **{name: draw(LINES) for name in names},
        **{name: draw(TEXTS) for name in ("reasons", "concerns", "next")},
        seed=draw(st.none() | st.integers(-5, 10**20)),
        scores=tuple(scores),
        competencies=tuple(ratings),
        recommendation=draw(st.sampled_from(["", *RECOMMENDATIONS])),
        confidence=draw(st.sampled_from(["", *CONFIDENCES])),
    )


# Real packets


def typed_into_word(document: bytes, values: Mapping[str, str]) -> bytes:
    """The document with values in its controls, as Word would save it: shown, and in the form's data."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
        (item,) = [name for name in archive.namelist() if re.fullmatch(r"customXml/item\d+\.xml", name)]
        store = etree.fromstring(archive.read(item))
    for name, value in values.items():
        controls = root.xpath("//w:sdt[w:sdtPr/w:tag/@w:val=$name]", namespaces={"w": W}, name=name)
        assert controls, name
        for control in controls:
            properties = control.find(f"{{{W}}}sdtPr")
            shown, kept = value, value
            for entry in properties.iter(f"{{{W}}}listItem"):
                if entry.get(f"{{{W}}}value") == f"{name}={value}":
                    shown, kept = entry.get(f"{{{W}}}displayText") or value, f"{name}={value}"
            for checked in properties.iter(f"{{{W14}}}checked"):
                checked.set(f"{{{W14}}}val", value)
                shown = "☒" if value == "1" else "☐"
            for prompt in properties.findall(f"{{{W}}}showingPlcHdr"):
                properties.remove(prompt)
            run, *others = control.iterdescendants(f"{{{W}}}r")
            for other in others:
                other.getparent().remove(other)
            for one in list(run):
                run.remove(one)
            for index, text in enumerate(shown.split("\n")):
                if index:
                    etree.SubElement(run, f"{{{W}}}br")
                etree.SubElement(run, f"{{{W}}}t").text = text
            for entry in store:
                if entry.get("name") == name:
                    entry.text = kept
    changed = with_member(document, item, etree.tostring(store))
    return with_member(changed, "word/document.xml", etree.tostring(root, standalone=True, encoding="UTF-8"))


def typed_into_pdf(document: bytes, values: Mapping[str, str]) -> bytes:
    """The PDF form with values in its fields, as pypdf fills it."""
    writer = PdfWriter(clone_from=io.BytesIO(document))
    buttons = {name for name, field_ in (writer.get_fields() or {}).items() if field_.get("/FT") == "/Btn"}
    given = {
        name: ("/on" if value == "1" else "/Off") if name.startswith(("tick", "flag")) else f"/{value}"
        if name in buttons else value
        for name, value in values.items()
    }  # fmt: skip
    for page in writer.pages:
        writer.update_page_form_field_values(page, given, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
