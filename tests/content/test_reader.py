from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignprep.content.reader import check_content, check_paths, read_content
from alignprep.errors import CODES, ContentError, Problem

QUESTION = "beginner/rlhf-pipeline.yaml"


def problems_after(content: Path, edits: list[tuple[str, str]], file: str = QUESTION) -> tuple[Problem, ...]:
    path = content / file
    text = path.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return check_content(content)[1]


def test_the_copy_is_good(content: Path) -> None:
    bank = read_content(content)
    assert list(bank) == ["rlhf-pipeline"]
    assert bank["rlhf-pipeline"].section == "beginner"
    assert bank["rlhf-pipeline"].number == 2


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_said_once_for_each_file(encoding: str, content: Path) -> None:
    """As Notepad and PowerShell save text."""
    (content / "media").mkdir()
    (content / "media" / "picture.svg").write_text("<svg/>", encoding="utf-8")
    (content / "ledger.json").write_text("{}", encoding="utf-8")
    paths = sorted(path for path in content.rglob("*") if path.is_file())
    for path in paths:
        path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    problems = check_content(content)[1]
    assert [(problem.file, problem.code, problem.message) for problem in problems] == [
        (path.as_posix(), "AP103", "is UTF-16; save it as UTF-8") for path in paths
    ]


def test_the_ends_of_lines_make_no_difference(root: Path, tmp_path: Path) -> None:
    """Samples, figures and the ledger included: an author on Windows gets the same products."""
    spoiled = 0
    for path in (path for path in (root / "content").rglob("*") if path.is_file()):
        copy = tmp_path / path.relative_to(root)
        copy.parent.mkdir(parents=True, exist_ok=True)
        data = path.read_bytes().replace(b"\n", b"\r\n")
        copy.write_bytes(data)
        spoiled += b"\r\n" in data
    assert spoiled > 60
    ours, theirs = read_content(root / "content"), read_content(tmp_path / "content")
    assert theirs.data == ours.data
    assert theirs.to_json() == ours.to_json()


def test_of_single_files_it_is_said_how_many_were_checked(content: Path) -> None:
    """The problems of other files are left out, so nothing is said of these."""
    good = content / "beginner" / "rlhf-pipeline.yaml"
    (content / "topics.yaml").write_text("topics: []\n", encoding="utf-8")
    assert check_paths([content / "references.yaml"]) == ((), "1 file checked, no problem")
    assert check_paths([good, content / "references.yaml"])[1] == "2 files checked, no problem"


LEFT_BEHIND = [
    "{}~", ".{}.swp", ".{}.swo", "#{}#", ".#{}", "{}.bak", "{}.orig", "{}.rej", "{}.tmp", "{}.BAK", "{}___jb_tmp___",
    "4913", ".DS_Store", "._{}", "Thumbs.db", "desktop.ini", "Desktop.ini",
]  # fmt: skip


@pytest.mark.parametrize("name", LEFT_BEHIND)
def test_what_editors_leave_behind_is_skipped_and_counted(name: str, content: Path) -> None:
    bank = read_content(content)
    (content / "media").mkdir()
    (content / "code").mkdir()
    for beside in ("topics.yaml", "beginner/other-question.yaml", "media/picture.svg", "code/sample.py"):
        path = content / beside
        left = path.with_name(name.format(path.name))
        if left.name.startswith(".#"):
            left.symlink_to("somebody@somewhere.1234")  # An Emacs lock names who edits, and leads nowhere.
        else:
            left.write_bytes(b"\x00\xff not: [a question")
    assert check_content(content) == (bank, ())
    assert check_paths([content]) == ((), "1 question, no problem; 4 files of editors or systems skipped")


# What an author may do wrong -> where it is shown. The text marked by the tuple's third entry is what the
# problem's line must hold at its column.
MISTAKES = [
    ("minutes: 5", "minuts: 5", "minuts", "AP302"),
    ("minutes: 5", "minutes: five", "five", "AP303"),
    ("minutes: 5", "minutes: 1_0", "1_0", "AP303"),
    ("minutes: 5", "minutes: 05", "05", "AP303"),
    ("minutes: 5", "minutes: 31", "31", "AP304"),
    ("minutes: 5", "minutes: [5]", "[5]", "AP303"),
    ("number: 2", "number: 6", "6", "AP507"),
    ("number: 2", "number: 0", "0", "AP304"),
    ("number: 2\n", "number: 2\nid: other\n", "id", "AP302"),
    ("number: 2\n", "number: 2\nsection: beginner\n", "section", "AP302"),
    ("number: 2\n", "number: 2\nnumber: 2\n", "number", "AP202"),
    ("title: The RLHF pipeline, stage by stage", "title:", "title", "AP304"),
    ("title: The", "title: >-\n  The\n\n  ", "The", "AP304"),
    ("title: The", "title: " + "The " * 30, "The The", "AP304"),
    ("topics: [rlhf,", "topics: [rlfh,", "rlfh", "AP501"),
    ("topics: [rlhf,", "topics: [rlhf, rlhf,", "rlhf, reward", "AP307"),
    ("topics: [rlhf, reward-modeling, fine-tuning]", "topics: rlhf", "rlhf", "AP303"),
    ("topics: [rlhf, reward-modeling, fine-tuning]", "topics: []", "[]", "AP305"),
    ("competencies: [technical-depth", "competencies: [technical-deptth", "technical-deptth", "AP501"),
    ("  - christiano2017deep\n", "  - christiano2017dep\n", "christiano2017dep", "AP502"),
    ("RLHF turns a pretrained", "# RLHF turns a pretrained", "# RLHF", "AP401"),
    ("RLHF turns a pretrained", "RLHF <b>turns</b> a pretrained", "<b>", "AP401"),
    ("[@schulman2017proximal]", "[@shulman2017proximal]", "@shulman", "AP503"),
    ("[@schulman2017proximal]", "[@Schulman]", "[@Schulman]", "AP404"),
    ("Walk me through", "Walk me [@gao2022scaling] through", "[@gao", "AP404"),
    ("the reward has no absolute zero", "the [reward](javascript:x) has no", "](javascript", "AP402"),
    ("the reward has no absolute zero", "the reward costs $5", "$5", "AP403"),
    ("$\\pi_\\theta$ starts", "$\\pi_\\tehta$ starts", "\\pi_\\tehta", "AP406"),
    ("{{c1::the reference (SFT) model}}", "the reference (SFT) model", "The KL penalty", "AP405"),
    ("  - id: kl-reference", "  - id: comparison-loss", "comparison-loss", "AP511"),
    ("  - id: kl-reference", "  - id: KL reference", "KL reference", "AP304"),
    ("    text: >-\n      The KL", "    txt: >-\n      The KL", "txt", "AP302"),
    ("  1: >-\n", "  6: >-\n", "6:", "AP302"),
    ("reviewed: 2026-11-23", "reviewed: 2026-13-45", "2026-13-45", "AP304"),
    ("reviewed: 2026-11-23", "reviewed: 23 November", "23 November", "AP304"),
    ("reviewed: 2026-11-23", "reviewed: 2026-11-23\nrelated: [rlhf-pipelin]", "rlhf-pipelin]", "AP504"),
    ("reviewed: 2026-11-23", "reviewed: 2026-11-23\nrelated: [rlhf-pipeline]", "rlhf-pipeline]", "AP504"),
    ("reviewed: 2026-11-23", "reviewed: 2026-11-23\ncode: [missing.py]", "missing.py", "AP508"),
    ("reviewed: 2026-11-23", "reviewed: 2026-11-23\ncode: [../../etc/passwd]", "../..", "AP304"),
    ("reviewed: 2026-11-23", "reviewed: 2026-11-23\nfigure: {file: no.svg, alt: x}", "no.svg", "AP508"),
    ("reviewed: 2026-11-23", "reviewed: 2026-11-23\nfigure: {file: ../no.svg, alt: x}", "../no.svg", "AP304"),
    ("reviewed: 2026-11-23", "reviewed: 2026-11-23 # yesterday", "# yesterday", "AP208"),
]


@pytest.mark.parametrize(("old", "new", "mark", "code"), MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_shown_where_it_is(content: Path, old: str, new: str, mark: str, code: str) -> None:
    problems = problems_after(content, [(old, new)])
    assert code in {problem.code for problem in problems}
    problem = next(problem for problem in problems if problem.code == code)
    assert problem.file.endswith(QUESTION)
    assert problem.source[problem.column - 1 :].startswith(mark)
    line = (content / QUESTION).read_text(encoding="utf-8").split("\n")[problem.line - 1]
    assert problem.source == line


def test_a_misspelt_field_is_one_problem(content: Path) -> None:
    problems = problems_after(content, [("minutes: 5", "minuts: 5")])
    assert [problem.message for problem in problems] == ["unknown field 'minuts'; did you mean 'minutes'?"]


def test_a_misspelt_value_names_the_nearest(content: Path) -> None:
    (problem,) = problems_after(content, [("topics: [rlhf,", "topics: [rlfh,")])
    assert problem.message == "there is no topic 'rlfh'; did you mean 'rlhf'?"


def test_a_missing_field_is_named(content: Path) -> None:
    (problem,) = problems_after(content, [("minutes: 5\n", "")])
    assert (problem.code, problem.message) == ("AP301", "the field 'minutes' is missing")


@pytest.mark.parametrize("where", ["question", "short"])
def test_word_limits(content: Path, where: str) -> None:
    text = (content / QUESTION).read_text(encoding="utf-8")
    start = text.index(f"{where}: >-\n") + len(f"{where}: >-\n")
    end = text.index("\nhint" if where == "question" else "\n  depth", start)
    (content / QUESTION).write_text(text[:start] + "      Too few words." + text[end:], encoding="utf-8")
    (problem,) = check_content(content)[1]
    assert problem.code == "AP306"
    assert "3 words" in problem.message


def test_everything_wrong_is_reported_in_one_run(content: Path) -> None:
    problems = problems_after(
        content, [("minutes: 5", "minuts: 5"), ("topics: [rlhf,", "topics: [rlfh,"), ("RLHF turns", "<b>RLHF turns")]
    )
    assert [problem.code for problem in problems] == ["AP501", "AP302", "AP401"]


def test_faults_in_two_files_are_both_reported(content: Path) -> None:
    problems_after(content, [("minutes: 5", "minutes: 99")])
    problems = problems_after(content, [("type: article", "type: artcle")], "references.yaml")
    assert [(Path(problem.file).name, problem.code) for problem in problems] == [
        ("rlhf-pipeline.yaml", "AP304"),
        ("references.yaml", "AP304"),
    ]
    assert "did you mean 'article'?" in problems[1].message


def test_one_bad_work_hides_no_other(content: Path) -> None:
    problems = problems_after(content, [("year: 2017", "year: soon"), ("year: 2022", "year: later")], "references.yaml")
    assert [problem.code for problem in problems] == ["AP303", "AP303"]


def test_a_work_needs_a_place(content: Path) -> None:
    (problem,) = problems_after(content, [('  arxiv: "1706.03741"\n', "")], "references.yaml")
    assert "arxiv, doi and url" in problem.message


def test_two_questions_with_one_number(content: Path) -> None:
    text = (content / QUESTION).read_text(encoding="utf-8")
    (content / "beginner" / "another.yaml").write_text(text, encoding="utf-8")
    (problem,) = (one for one in check_content(content)[1] if not one.is_warning)
    assert problem.code == "AP506"


def test_related_goes_both_ways(content: Path) -> None:
    text = (content / QUESTION).read_text(encoding="utf-8").replace("number: 2", "number: 1")
    (content / "beginner" / "another.yaml").write_text(text + "related: [rlhf-pipeline]\n", encoding="utf-8")
    (problem,) = (one for one in check_content(content)[1] if not one.is_warning)
    assert (problem.code, Path(problem.file).name) == ("AP505", "another.yaml")


def test_overlapping_sections(content: Path) -> None:
    problems = problems_after(content, [("first: 6\n", "first: 5\n")], "bank.yaml")
    assert {problem.code for problem in problems} == {"AP512"}


def test_complete_insists_on_every_number(content: Path) -> None:
    assert check_content(content)[1] == ()
    problems = check_content(content, complete=True)[1]
    assert len(problems) == 6
    assert {problem.code for problem in problems} == {"AP510"}
    assert "missing: 1, 3, 4, 5" in problems[0].message


def unreadable_folder(content: Path) -> None:
    (content / "beginner" / QUESTION.split("/")[1]).unlink()


def link_out(content: Path) -> None:
    (content / "media").mkdir()
    (content / "media" / "x.svg").symlink_to("/etc/hostname")


def pipe(content: Path) -> None:
    os.mkfifo(content / "beginner" / "pipe.yaml")


def stray_file(content: Path) -> None:
    (content / "notes.txt").write_text("x", encoding="utf-8")


def stray_folder(content: Path) -> None:
    (content / "begginer").mkdir()


def wrong_ending(content: Path) -> None:
    (content / "beginner" / "rlhf-pipeline.yaml").rename(content / "beginner" / "rlhf-pipeline.yml")


def upper_case(content: Path) -> None:
    (content / "beginner" / "rlhf-pipeline.yaml").rename(content / "beginner" / "RLHF.yaml")


def big_file(content: Path) -> None:
    (content / "beginner" / "big.yaml").write_bytes(b"x" * (1 << 20) + b"x")


def no_sections(content: Path) -> None:
    (content / "bank.yaml").unlink()


def empty_references(content: Path) -> None:
    (content / "references.yaml").write_bytes(b"")


def bad_figure(content: Path) -> None:
    (content / "media").mkdir()
    (content / "media" / "x.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", encoding="utf-8")


LAYOUTS: list[tuple[Callable[[Path], None], str]] = [
    (unreadable_folder, "AP510"),
    (link_out, "AP109"),
    (pipe, "AP109"),
    (stray_file, "AP108"),
    (stray_folder, "AP108"),
    (wrong_ending, "AP108"),
    (upper_case, "AP108"),
    (big_file, "AP102"),
    (no_sections, "AP101"),
    (empty_references, "AP205"),
    (bad_figure, "AP509"),
]


@pytest.mark.parametrize(("spoil", "code"), LAYOUTS, ids=lambda value: getattr(value, "__name__", value))
def test_layout(content: Path, spoil: Callable[[Path], None], code: str) -> None:
    spoil(content)
    bank, problems = check_content(content)
    assert bank is None
    assert code in {problem.code for problem in problems}


def test_no_folder_at_all(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        read_content(tmp_path / "nowhere")
    assert [problem.code for problem in caught.value.problems] == ["AP101"]


def test_every_code_that_occurs_is_documented(root: Path) -> None:
    import re

    used = {
        code
        for path in (root / "alignprep").glob("*.py")
        if path.name != "codes.py"
        for code in re.findall(r'"(AP[0-9]{3})"', path.read_text(encoding="utf-8"))
    }
    assert used == set(CODES)


@settings(max_examples=80)
@given(data=st.data())
def test_any_mutation_of_a_real_file_is_read_or_refused(content: Path, root: Path, data: st.DataObject) -> None:
    original = (root / "tests" / "data" / "content" / "beginner" / "rlhf-pipeline.yaml").read_bytes()
    start = data.draw(st.integers(0, len(original)))
    end = data.draw(st.integers(start, min(start + 40, len(original))))
    insert = data.draw(
        st.one_of(st.binary(max_size=4), st.sampled_from([b"\n", b": ", b"- ", b"#", b"'", b"{{", b"$", b"&a ", b"\t"]))
    )
    (content / QUESTION).write_bytes(original[:start] + insert + original[end:])
    bank, problems = check_content(content)
    assert (bank is None) == any(not problem.is_warning for problem in problems)
    for problem in problems:
        assert problem.code in CODES
