from __future__ import annotations

import datetime
import hashlib
import json
import re
import zipfile
from io import BytesIO

import pytest

from alignprep import Edition, Revision, select
from alignprep_exporters import anki
from alignprep_exporters.anki import notes, notetypes
from alignprep_exporters.anki.notes import modified
from tests.support.sample_bank import large_bank, sample_bank

OURS = sample_bank().profile


def deck() -> bytes:
    return anki.render(select(sample_bank(), edition="interviewer"))


def test_note_types_are_frozen() -> None:
    """Another field, template or id would clone the note type in every collection: never change these."""
    pinned = {}
    for model in (notetypes.question_and_answer(OURS), notetypes.cloze(OURS)):
        pinned[model.name] = [
            model.model_id,
            [(field["name"], field["id"]) for field in model.fields],
            [(template["name"], template["id"]) for template in model.templates],
        ]
    digest = hashlib.sha256(json.dumps(pinned).encode()).hexdigest()
    assert digest == "da0e5fb87db73741c5639c8084e559eaeefef67fa8f31d87c71d4e1719f8538e"


def test_a_changed_look_is_dated() -> None:
    """Anki takes over CSS and templates only if the note type's date rises: raise CHANGED when this fails."""
    look = [
        [model.css, *((template["qfmt"], template["afmt"]) for template in model.templates)]
        for model in (notetypes.question_and_answer(OURS), notetypes.cloze(OURS), notetypes.interviewer(OURS))
    ]
    digest = hashlib.sha256(json.dumps(look).encode()).hexdigest()[:16]
    assert (notetypes.CHANGED, digest) == (1796054400, "371212bec11b6c2f")


def test_the_bytes_depend_on_the_packet_only() -> None:
    packet = select(large_bank(500), edition="interviewer")
    data = anki.render(packet)
    assert data == anki.render(packet)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.getinfo("collection.anki2").compress_type == zipfile.ZIP_DEFLATED
        assert archive.namelist() == sorted(archive.namelist())
        database = archive.read("collection.anki2")
    assert int.from_bytes(database[16:18], "big") == 4096
    assert database[20] == 0
    assert database[24:28] == database[92:96]


def test_no_clock_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    before = deck()
    monkeypatch.setattr("time.time", lambda: 1e9)
    assert deck() == before


def test_figures_are_named_by_their_content() -> None:
    with zipfile.ZipFile(BytesIO(deck())) as archive:
        names = json.loads(archive.read("media")).values()
    assert "_alignprep_user.css" in names
    assert any(re.fullmatch(r"_alignprep-[0-9a-f]{12}-boxes\.svg", name) for name in names)


def test_revisions_and_fuller_editions_are_newer() -> None:
    day = datetime.date(2027, 1, 15)
    first, second = (Revision(hash="0" * 16, revision=number, changed=day) for number in (1, 2))
    editions = (Edition.STUDY, Edition.INTERVIEWER)
    times = [modified(entry, edition) for entry in (first, second) for edition in editions]
    assert times == sorted(set(times))
    midnight = int(datetime.datetime(2027, 1, 15, tzinfo=datetime.UTC).timestamp())
    assert all(midnight < time < midnight + 60 for time in times)


def test_changed_html_is_dated() -> None:
    """Anki takes over a field that is drawn otherwise only if its note is newer: raise RENDERED when this fails."""
    packet = select(sample_bank(), edition="interviewer")
    drawn = [note.fields for note in (*notes.answers(packet), *notes.facts(packet))]
    assert len(drawn) == 12
    digest = hashlib.sha256(json.dumps(drawn).encode()).hexdigest()[:16]
    assert (notes.RENDERED, digest) == (1796040000, "b68f7e83e9a8dc78")


@pytest.mark.parametrize(
    ("report", "shown"),
    [
        ("mailto:fragen@example.de", '<a href="mailto:fragen@example.de">fragen@example.de</a>'),
        (
            "https://example.org/x?a=1&b=2",
            '<a href="https://example.org/x?a=1&amp;b=2">https://example.org/x?a=1&amp;b=2</a>',
        ),
        (None, ""),
    ],
)
def test_a_card_says_where_to_report_an_error(report: str | None, shown: str) -> None:
    profile = sample_bank().profile.model_copy(update={"report": report})
    (back,) = (one["afmt"] for one in notetypes.question_and_answer(profile).templates if one["name"] == "Explain")
    foot = back[back.index("<footer") :]
    assert ("Card <code>{{Id}}</code>" in foot) == (report is None)
    assert "<code>{{Id}}</code>" in foot
    assert ("Report it with the id <code>{{Id}}</code>." in foot) == bool(report)
    assert shown in foot
    assert ("<a " in foot) == bool(report)
