"""Every bad file gets exactly the diagnostic that its case names: none missing, none misplaced, none too many."""

from __future__ import annotations

import os
import re
import socket
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from alignprep.cli.options import locating_text_errors
from alignprep.content.reader import check_content
from alignprep.errors import CODES
from alignprep.text.source import MAX_BYTES
from tests.support.bad_content import BAD, GOOD, KINDS, Case, cases, good, problems_of, said

CASES = cases()
WHOLE = 8
"""How many lines a file has at most that is no edit of the good one, such as an empty file."""
EDIT = 10
"""How many line breaks the text that an edit takes away or puts in has at most."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}-{case.name}")
def test_a_bad_file_is_told_what_and_where(tmp_path: Path, case: Case) -> None:
    data, folder = case.data(), tmp_path / "content"
    problems = problems_of(data, case.kind, folder)
    assert [said(problem, case.kind, folder) for problem in problems] == [case.expect]
    (problem,) = problems
    if case.expect[0].isdigit() and case.code() != "AP103":  # A file that is not plain UTF-8 has no lines to quote.
        assert problem.source == data.decode().split("\n")[problem.line - 1].removesuffix("\r")
        assert problem.column <= len(problem.source) + 1


def test_the_good_files_are_good(tmp_path: Path) -> None:
    assert check_content(GOOD)[1] == ()
    assert problems_of(good("bank"), "bank", tmp_path) == ()


def test_the_cases_are_read_as_they_look() -> None:
    files = {path.relative_to(BAD).as_posix() for path in BAD.rglob("*") if path.is_file()}
    assert {name for name in files if not name.startswith("good/")} == {
        "README.md",
        *(f"{kind}.yaml" for kind in KINDS),
    }
    assert all((BAD / f"{kind}.yaml").read_bytes().isascii() for kind in KINDS)
    assert len({(case.kind, case.name) for case in CASES}) == len(CASES)
    assert len(CASES) + len(LAYOUTS) >= 300
    for case in CASES:
        assert (case.whole is None) == bool(case.find)
        assert (case.whole or "").count("\n") <= WHOLE
        assert max(case.find.count("\n"), case.replace.count("\n")) <= EDIT


def test_every_code_has_an_example() -> None:
    shown = {case.code() for case in CASES} | {code for _, code, _, _ in LAYOUTS} | {"AP110", "AP513"}
    # What digests, rosters, files to import and filled packets get wrong is shown in their own tests.
    elsewhere = {"AP514", "AP701", "AP702", "AP801", "AP802", "AP803", "AP804", "AP805", "AP906", "AP909", "AP910"}
    assert shown == set(CODES) - elsewhere


def test_more_problems_than_anybody_reads_are_cut_with_a_word(tmp_path: Path) -> None:
    text = good("question").decode() + "".join(f"field-{number}: x\n" for number in range(5_000))
    problems = problems_of(text.encode(), "question", tmp_path / "content")
    assert [problem.code for problem in problems] == ["AP302"] * 100 + ["AP110"]
    assert problems[-1].message == "has more problems than the 100 listed"


def test_what_an_exporter_cannot_draw_is_shown_in_the_file(tmp_path: Path) -> None:
    from alignprep.content.reader import read_content
    from alignprep.errors import ContentError
    from alignprep.packet.packet import select
    from alignprep_exporters.pdf import render

    folder = tmp_path / "content"
    text = good("question").decode().replace("title: The RLHF", "title: The 🙂 RLHF")
    assert problems_of(text.encode(), "question", folder) == ()
    with pytest.raises(ContentError) as caught, locating_text_errors(folder):
        render(select(read_content(folder), edition="study"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.line, problem.column) == ("AP513", 2, 12)


# The folder.


def _link_file(folder: Path) -> None:
    (folder / "basics" / "third.yaml").symlink_to(folder / "basics" / "second.yaml")


def _link_elsewhere(folder: Path) -> None:
    (folder / "media" / "passwd.svg").symlink_to("/etc/passwd")


def _dangling_link(folder: Path) -> None:
    (folder / "basics" / "third.yaml").symlink_to("nowhere.yaml")


def _link_to_itself(folder: Path) -> None:
    (folder / "basics" / "third.yaml").symlink_to("third.yaml")


def _linked_media(folder: Path) -> None:
    (folder / "media").rename(folder.parent / "media")
    (folder / "media").symlink_to(folder.parent / "media")


def _linked_section(folder: Path) -> None:
    (folder / "advanced").symlink_to("basics")


def _linked_table(folder: Path) -> None:
    (folder / "topics.yaml").rename(folder.parent / "topics.yaml")
    (folder / "topics.yaml").symlink_to(folder.parent / "topics.yaml")


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "basics" / "third.yaml")


def _pipe_as_ledger(folder: Path) -> None:
    (folder / "ledger.json").unlink()
    os.mkfifo(folder / "ledger.json")


def _socket(folder: Path) -> None:
    here = Path.cwd()
    os.chdir(folder / "media")
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("third.svg")
    finally:
        os.chdir(here)


def _device(folder: Path) -> None:
    (folder / "code" / "third.py").symlink_to("/dev/zero")


def _folder_for_a_question(folder: Path) -> None:
    (folder / "basics" / "third.yaml").mkdir()


def _folder_for_a_table(folder: Path) -> None:
    (folder / "references.yaml").unlink()
    (folder / "references.yaml").mkdir()


def _file_for_media(folder: Path) -> None:
    (folder / "media" / "boxes.svg").unlink()
    (folder / "media").rmdir()
    (folder / "media").write_bytes(b"")
    _drop_figure(folder)


def _drop_figure(folder: Path) -> None:
    path = folder / "basics" / "first.yaml"
    path.write_text(re.sub(r"figure:\n(  .*\n)+", "", path.read_text(encoding="utf-8")), encoding="utf-8")


def _large_file(folder: Path) -> None:
    (folder / "basics" / "third.yaml").write_bytes(b"x" * (2 << 20))


def _large_hole(folder: Path) -> None:
    with (folder / "basics" / "third.yaml").open("wb") as file:
        file.truncate(1 << 40)


def _large_figure(folder: Path) -> None:
    (folder / "media" / "third.svg").write_bytes(b" " * 100_001)


def _large_sample(folder: Path) -> None:
    (folder / "code" / "third.py").write_bytes(b"#" * 100_001)


def _no_table(folder: Path) -> None:
    (folder / "bank.yaml").unlink()


def _no_question(folder: Path) -> None:
    for name in ("first", "second"):
        (folder / "basics" / f"{name}.yaml").unlink()


def _other_ending(folder: Path) -> None:
    (folder / "basics" / "third.yml").write_bytes(b"")


def _copy(folder: Path) -> None:
    (folder / "basics" / "first.yaml (copy)").write_bytes(b"")


def _other_folder(folder: Path) -> None:
    (folder / "drawings").mkdir()


def _misspelled_table(folder: Path) -> None:
    (folder / "topic.yaml").write_bytes(b"")


def _folder_named_as_a_backup(folder: Path) -> None:
    (folder / "basics~").mkdir()


def _capitals(folder: Path) -> None:
    (folder / "basics" / "First.yaml").write_bytes(good("question"))


def _reserved(folder: Path) -> None:
    (folder / "basics" / "con.yaml").write_bytes(good("question"))


def _reserved_figure(folder: Path) -> None:
    (folder / "media" / "aux.svg").write_bytes(good("figure"))


def _homoglyph(folder: Path) -> None:
    (folder / "basics" / "sec\u043end.yaml").write_bytes(good("question"))


def _composed(folder: Path) -> None:
    (folder / "basics" / "caf\u00e9.yaml").write_bytes(good("question"))


def _decomposed(folder: Path) -> None:
    (folder / "basics" / unicodedata.normalize("NFD", "caf\u00e9.yaml")).write_bytes(good("question"))


def _long_name(folder: Path) -> None:
    (folder / "basics" / ("a" * 80 + ".yaml")).write_bytes(good("question"))


def _line_break(folder: Path) -> None:
    (folder / "basics" / "a\n::error::b.yaml").write_bytes(good("question"))


def _escape_code(folder: Path) -> None:
    (folder / "basics" / "a\x1b[31m.yaml").write_bytes(good("question"))


def _no_utf8(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder / "basics") + b"/\xff.yaml")).write_bytes(good("question"))


def _capitals_in_media(folder: Path) -> None:
    (folder / "media" / "Boxes.svg").write_bytes(good("figure"))


def _hidden_question(folder: Path) -> None:
    (folder / "basics" / ".third.yaml").write_bytes(good("question"))


def _hidden_section(folder: Path) -> None:
    (folder / ".bank.yaml").write_bytes(b"")


def _stray_file(folder: Path) -> None:
    (folder / "notes.txt").write_bytes(b"")


def _stray_folder(folder: Path) -> None:
    (folder / "basic").mkdir()


def _related_one_way(folder: Path) -> None:
    path = folder / "basics" / "second.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("related: [first]\n", ""), encoding="utf-8")


def _retired(folder: Path) -> None:
    entry = '{"hash": "0123456789abcdef", "revision": 1, "changed": "2026-01-01", "retired": "2026-02-01"}'
    (folder / "ledger.json").write_text('{"first/penalty": ' + entry + "}", encoding="utf-8")


def _spoken(folder: Path, text: str) -> None:
    path = folder / "basics" / "second.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  depth:", f"  spoken: |\n{text}\n  depth:"), "utf-8")


def _spoken_for_too_long(folder: Path) -> None:
    _spoken(folder, "    " + "word " * 561)


def _spoken_numbers(folder: Path) -> None:
    _spoken(folder, "    " + ", ".join(map(str, range(2000, 2011))) + " and no more.")


def _spoken_table(folder: Path) -> None:
    _spoken(folder, "    | a |\n    |---|\n    | b |")


def _said_twice(folder: Path) -> None:
    _spoken(folder, "    The model is first  FINE-TUNED on demonstrations, is it not so.\n    " + _AGAIN)


def _given_away(folder: Path) -> None:
    path = folder / "basics" / "second.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("It is a {{", "A proxy, it is a {{"), encoding="utf-8")


def _given_away_by_the_section(folder: Path) -> None:
    path = folder / "bank.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count("title: Basics") == 1
    path.write_text(text.replace("title: Basics", "title: Proxies and basics"), encoding="utf-8")


def _idle_stars(folder: Path) -> None:
    path = folder / "basics" / "second.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("for what people prefer.", "for what **people prefer."), encoding="utf-8")


def _no_such_exporter(folder: Path) -> None:
    path = folder / "bank.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("exporter: json", "exporter: ankii"), encoding="utf-8")


_AGAIN = (
    "People are the source of the signal, yet they are asked only once in a while,\n    since the reward model stands "
    "in for them between two rounds."
)

LAYOUTS: list[tuple[Callable[[Path], None], str, str, str]] = [
    (_link_file, "AP109", "basics/third.yaml", "is not a regular file"),
    (_link_elsewhere, "AP109", "media/passwd.svg", "is not a regular file"),
    (_dangling_link, "AP109", "basics/third.yaml", "is not a regular file"),
    (_link_to_itself, "AP109", "basics/third.yaml", "is not a regular file"),
    (_linked_section, "AP109", "advanced", "is not a folder; links to one are not followed"),
    (_linked_table, "AP109", "topics.yaml", "is not a regular file"),
    (_pipe, "AP109", "basics/third.yaml", "is not a regular file"),
    (_pipe_as_ledger, "AP109", "ledger.json", "is not a regular file"),
    (_socket, "AP109", "media/third.svg", "is not a regular file"),
    (_device, "AP109", "code/third.py", "is not a regular file"),
    (_folder_for_a_question, "AP109", "basics/third.yaml", "is not a regular file"),
    (_folder_for_a_table, "AP109", "references.yaml", "is not a regular file"),
    (_file_for_media, "AP109", "media", "is not a folder"),
    (_linked_media, "AP109", "media", "is not a folder; links to one are not followed"),
    (_large_file, "AP102", "basics/third.yaml", f"is larger than {MAX_BYTES:,} bytes"),
    (_large_hole, "AP102", "basics/third.yaml", f"is larger than {MAX_BYTES:,} bytes"),
    (_large_figure, "AP102", "media/third.svg", "is larger than 100,000 bytes"),
    (_large_sample, "AP102", "code/third.py", "is larger than 100,000 bytes"),
    (_no_table, "AP101", "bank.yaml", "is missing"),
    (_retired, "AP516", "basics/first.yaml", "'first/penalty' was retired on 2026-02-01"),
    (_spoken_for_too_long, "AP901", "basics/second.yaml", "561 words take 4.0 minutes at 140 a minute"),
    (_spoken_numbers, "AP902", "basics/second.yaml", "11 numbers; a listener follows 10 at most"),
    (_spoken_table, "AP903", "basics/second.yaml", "has a table, which nobody can say"),
    (_said_twice, "AP904", "basics/second.yaml", "question 'first' says this sentence too"),
    (_given_away, "AP905", "basics/second.yaml", "the rest of the text says 'proxy', which the cloze hides"),
    (
        _given_away_by_the_section,
        "AP905",
        "basics/second.yaml",
        "the title of the section says 'proxy', which the cloze hides",
    ),
    (_no_such_exporter, "AP907", "bank.yaml", "no exporter 'ankii'; did you mean 'anki'?"),
    (_idle_stars, "AP908", "basics/second.yaml", "two stars that make nothing bold"),
    (_no_question, "AP510", "", "there is no question in this folder"),
    (_other_ending, "AP108", "basics/third.yml", "is called <id>.yaml"),
    (_copy, "AP108", "basics/first.yaml (copy)", "is called <id>.yaml"),
    (_folder_named_as_a_backup, "AP108", "basics~", "does not belong here"),
    (_capitals, "AP108", "basics/First.yaml", "does not work on every system"),
    (_reserved, "AP108", "basics/con.yaml", "is a device name on Windows"),
    (_reserved_figure, "AP108", "media/aux.svg", "is a device name on Windows"),
    (_homoglyph, "AP108", "basics/sec\u043end.yaml", "does not work on every system"),
    (_composed, "AP108", "basics/caf\u00e9.yaml", "does not work on every system"),
    (_decomposed, "AP108", "basics/cafe\u0301.yaml", "does not work on every system"),
    (_long_name, "AP108", "basics/" + "a" * 80 + ".yaml", "single hyphens, at most 59 characters"),
    (_line_break, "AP108", "basics/a\\x0a::error::b.yaml", "does not work on every system"),
    (_escape_code, "AP108", "basics/a\\x1b[31m.yaml", "does not work on every system"),
    (_no_utf8, "AP108", "basics/\\udcff.yaml", "does not work on every system"),
    (_capitals_in_media, "AP108", "media/Boxes.svg", "does not work on every system"),
    (_hidden_question, "AP108", "basics/.third.yaml", "is hidden"),
    (_hidden_section, "AP108", ".bank.yaml", "is hidden"),
    (_stray_file, "AP108", "notes.txt", "does not belong here"),
    (_stray_folder, "AP108", "basic", "does not belong here; did you mean 'basics'?"),
    (_other_folder, "AP108", "drawings", "does not belong here; the sections are advanced, basics"),
    (_misspelled_table, "AP108", "topic.yaml", "does not belong here; did you mean 'topics.yaml'?"),
    (_related_one_way, "AP505", "basics/first.yaml", "'second' does not name 'first'"),
]


@pytest.mark.parametrize(
    ("spoil", "code", "file", "message"), LAYOUTS, ids=lambda value: getattr(value, "__name__", "")
)
def test_the_folder(tmp_path: Path, spoil: Callable[[Path], None], code: str, file: str, message: str) -> None:
    import shutil

    folder = tmp_path / "content"
    shutil.copytree(GOOD, folder)
    spoil(folder)
    _, problems = check_content(folder)
    assert [(problem.code, problem.file) for problem in problems] == [(code, (folder / file).as_posix())]
    assert message in problems[0].message
