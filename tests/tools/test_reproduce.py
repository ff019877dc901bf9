"""The reproduction check itself: its variations are real, and it sees and explains what differs."""

from __future__ import annotations

import io
import json
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from alignprep import select
from alignprep.exporting import find
from alignprep.files.archives import canonical_zip
from hatch_build import canonical_sdist
from tests.support.sample_bank import sample_bank
from tools.reproduce import __main__ as module
from tools.reproduce import pythons, variations
from tools.reproduce.explain import explain
from tools.reproduce.room import NotPossible, Room
from tools.reproduce.variations import GROUPS, Variation

PROBE = """
import json, locale, os, sqlite3, sys, time, zlib
old = os.umask(0)
print(json.dumps({
    "year": time.gmtime().tm_year, "offset": time.localtime().tm_gmtoff, "locale": os.environ.get("LC_ALL", ""),
    "set": bool(locale.setlocale(locale.LC_ALL, "")), "hash": hash("alignprep"), "umask": old, "folder": os.getcwd(),
    "network": len(open("/proc/net/dev").readlines()) - 3, "processors": len(os.sched_getaffinity(0)),
    "user": os.getuid(), "home": os.environ.get("HOME"), "epoch": os.environ.get("SOURCE_DATE_EPOCH"),
    "encoding": sys.getfilesystemencoding(), "optimize": sys.flags.optimize, "zlib": zlib.__name__,
    "sqlite": sqlite3.sqlite_version, "temporary": os.environ.get("TMPDIR"),
}))
"""


def probe(tmp_path: Path, group: tuple[Variation, ...]) -> tuple[dict[str, object], set[str]]:
    """What a program sees in the room of a group, and which of its variations this machine cannot arrange."""
    tmp_path.chmod(0o755)
    room = Room(tmp_path, pythons.current(), tmp_path / "tree")
    refused = set()
    for variation in group:
        try:
            variation.arrange(room)
        except NotPossible:
            refused.add(variation.name)
    room.sdist = None  # What lies in dist/ may be of an earlier tree, or not be there yet.
    room.prepare()
    return json.loads(room.run([".venv/bin/python", "-P", "-c", PROBE])), refused


EXPECTED = [
    {
        "time: 2001-09-09 (faketime)": lambda seen: seen["year"] == 2001,
        "time zone: Pacific/Kiritimati, +14": lambda seen: seen["offset"] == 14 * 3600,
        "locale: tr_TR": lambda seen: seen["locale"] == "tr_TR.UTF-8" and seen["set"],
        "umask: 077": lambda seen: seen["umask"] == 0o077,
        "path: long, with spaces and non-ASCII": lambda seen: "ünïcode föld" in seen["folder"],
        "network: none (unshare)": lambda seen: seen["network"] == 0,
        "processors: 1 (taskset)": lambda seen: seen["processors"] == 1,
        "SOURCE_DATE_EPOCH: 1, obeyed (make -e)": lambda seen: seen["epoch"] == "1",
    },
    {
        "time: 2099-12-31 (faketime)": lambda seen: seen["year"] in (2099, 2100),
        "time zone: Asia/Kathmandu, +5:45": lambda seen: seen["offset"] == 5 * 3600 + 45 * 60,
        "locale: C without UTF-8": lambda seen: seen["encoding"] == "ascii",
        "umask: 000": lambda seen: seen["umask"] == 0,
        "HOME: unset": lambda seen: seen["home"] is None,
        "user: nobody (setpriv)": lambda seen: seen["user"] == 65534,
    },
    {
        "locale: et_EE": lambda seen: seen["locale"] == "et_EE.UTF-8" and seen["set"],
        "optimization: -OO": lambda seen: seen["optimize"] == 2,
        "TMPDIR: another, with spaces": lambda seen: str(seen["temporary"]).endswith("tmp with spaces"),
        "zlib: zlib-ng": lambda seen: seen["zlib"] == "zlib_ng.zlib_ng",
        "SQLite: another version (pysqlite3)": lambda seen: seen["sqlite"] != __import__("sqlite3").sqlite_version,
    },
]


@pytest.mark.parametrize("number", range(len(GROUPS)))
def test_what_is_arranged_is_so(tmp_path: Path, number: int) -> None:
    seen, refused = probe(tmp_path, GROUPS[number])
    names = {variation.name for variation in GROUPS[number]}
    assert EXPECTED[number].keys() <= names
    for name, holds in EXPECTED[number].items():
        assert name in refused or holds(seen), (name, seen)
    assert len(refused) < len(names) / 2


def test_there_may_be_no_sdist_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (variation,) = (one for group in GROUPS for one in group if one.name.startswith("source: the unpacked sdist"))
    room = Room(tmp_path, pythons.current(), tmp_path / "tree")
    monkeypatch.setattr(variations, "ROOT", tmp_path)
    with pytest.raises(NotPossible, match="make build"):
        variation.arrange(room)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "a.tar.gz").touch()
    variation.arrange(room)
    assert room.sdist == tmp_path / "dist" / "a.tar.gz"


def test_the_folder_is_poisoned_and_listed_otherwise(tmp_path: Path) -> None:
    by_name = {variation.name: variation for group in GROUPS for variation in group}
    room = Room(tmp_path, pythons.current(), tmp_path / "tree")
    for name, variation in by_name.items():
        if name.startswith(("working folder", "file creation order", "source times", "dist: stale", "HOME: poisoned")):
            variation.arrange(room)
    room.prepare()
    with pytest.raises(RuntimeError, match="poison ran"):
        room.run([".venv/bin/python", "-c", "import json"])
    assert Path(room.variables["HOME"], ".reportlab_settings").exists()
    assert {os.stat(path).st_mtime < 1e8 for path in (room.folder / "content").rglob("*.yaml")} == {True, False}
    assert (room.folder / "dist" / "old.pdf").exists()
    kept = sorted(path.relative_to(room.folder) for path in (room.folder / "schema").rglob("*") if path.is_file())
    assert kept == sorted(
        path.relative_to(module.ROOT) for path in (module.ROOT / "schema").rglob("*") if path.is_file()
    )


def outcomes(monkeypatch: pytest.MonkeyPatch, *results: tuple[str, dict[str, str]]) -> None:
    answers = iter(results)
    monkeypatch.setattr(module, "outcome", lambda python, variations: next(answers))


def test_no_variation_is_skipped_silently(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    group = tuple(Variation(name, lambda room: None) for name in "abc")
    outcomes(monkeypatch, ("same bytes", {"b": "there is none"}))
    assert module.attempt(pythons.current(), group)
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["same", "bytes", "a"], ["not", "possible", "here", "b"], ["there", "is", "none"], ["same", "bytes", "c"],
    ]  # fmt: skip


def test_a_difference_is_traced_to_its_variation(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    group = tuple(Variation(name, lambda room: None) for name in "ab")
    bad = ("differs:\n    x.pdf: object 3: …", {})
    outcomes(monkeypatch, bad, ("same bytes", {}), bad)
    assert not module.attempt(pythons.current(), group)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines] == [
        ["differs", "a", "+", "b"], ["x.pdf:", "object", "3:", "…"],
        ["same", "bytes", "a", "(alone)"],
        ["differs", "b", "(alone)"], ["x.pdf:", "object", "3:", "…"],
    ]  # fmt: skip


def test_folders_are_compared_by_their_files(tmp_path: Path) -> None:
    for folder, text in (("one", "a\nb\n"), ("other", "a\nc\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.csv").write_text(text)
    (tmp_path / "other" / "stale.txt").write_text("")
    assert module.differences(tmp_path / "one", tmp_path / "other") == [
        "stale.txt: is in one of the two folders only", "x.csv: line 2: 'b' or 'c'",
    ]  # fmt: skip
    assert module.differences(tmp_path / "one", tmp_path / "one") == []


def stored(members: dict[str, bytes], date: tuple[int, ...] = (1980, 1, 1, 0, 0, 0)) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, date), data)  # type: ignore[arg-type]
    return buffer.getvalue()


def test_differences_of_zips_are_explained() -> None:
    one = canonical_zip({"a.xml": b"<a/>\n<b/>\n", "c.xml": b"<c/>"})
    assert explain("x.docx", one, canonical_zip({"a.xml": b"<a/>\n<B/>\n", "c.xml": b"<c/>"})) == (
        "member a.xml: line 2: '<b/>' or '<B/>'"
    )
    assert explain("x.apkg", one, canonical_zip({"a.xml": b"<a/>\n<b/>\n"})) == "the other one lacks c.xml"
    assert (
        explain("x.apkg", canonical_zip({"a": b""}), canonical_zip({"a": b"", "b": b""})) == "the other one has also b"
    )
    assert "(1980, 1, 1" in explain("x.whl", stored({"a": b"1"}), stored({"a": b"1"}, (1981, 1, 1, 0, 0, 0)))
    assert "another order from a on" in explain("x.zip", stored({"a": b"", "b": b""}), stored({"b": b"", "a": b""}))


def tarred(**about: object) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        info = tarfile.TarInfo("p/a")
        for name, value in about.items():
            setattr(info, name, value)
        archive.addfile(info, io.BytesIO(b""))
    return buffer.getvalue()


def test_differences_of_tars_are_explained() -> None:
    assert "member p/a: (0, '0o644'" in explain("x.tar.gz", tarred(), tarred(mtime=7))
    assert "packed differently" in explain("x.tar.gz", canonical_sdist(tarred()), tarred(mtime=1580601600))


def test_differences_of_pdfs_are_explained() -> None:
    render = find("pdf-quick").load().render
    one = render(select(sample_bank(), edition="study"))
    other = render(select(sample_bank(), edition="study", paper="letter"))
    assert "object " in explain("x.pdf", one, other)
    assert explain("x.pdf", one, one + b"\n").startswith("the same objects, written differently: byte ")


def test_differences_of_other_files_are_explained() -> None:
    assert explain("x.json", b"1\n2\n", b"1\n3\n") == "line 2: '2' or '3'"
    assert explain("x.csv", b"a\r\n", b"a\n") == "byte 1: 0d 0a or 0a"
    assert explain("x.bin", b"\xff\x00", b"\xff\x01") == "byte 1: 00 or 01"
