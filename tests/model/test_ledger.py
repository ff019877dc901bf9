from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from alignprep import LedgerError, SelectionError, select
from alignprep.bank.bank import Bank
from alignprep.cli.app import main
from alignprep.content.ledger_file import read
from alignprep.content.reader import check_content, read_content, read_ledger
from alignprep.content.release import prepare
from alignprep.model import ledger
from alignprep.model.records import BankData, Revision
from alignprep.text.source import Source
from tests.support.sample_bank import SVG, bank_data, question, release, sample_bank

DAY, LATER = datetime.date(2026, 1, 10), datetime.date(2026, 3, 1)


def data(*questions: dict[str, object], **changes: object) -> BankData:
    return BankData.model_validate({**bank_data(*questions), **changes})


def changed(before: BankData, after: BankData) -> set[str]:
    one, other = ledger.digests(before), ledger.digests(after)
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def test_the_committed_ledger_is_up_to_date(root: Path) -> None:
    stale = prepare(root / "content").stale
    assert not stale, f"{len(stale)} entries of content/ledger.json are stale; run: alignprep ledger"
    recorded = read_ledger(root / "content")
    bank = read_content(root / "content")
    assert set(recorded) >= set(bank.ledger) == {*ledger.keys(bank.data)}
    assert (root / "content" / "ledger.json").read_bytes() == ledger.dumps(recorded)


@pytest.mark.parametrize(
    ("change", "keys"),
    [
        ({"hint": "Another hint."}, {"question-1"}),
        ({"nudge": "Another nudge."}, {"question-1"}),
        ({"priority": "extra"}, {"question-1", "plain", "cue", "maths"}),
        ({"question": "What does it ask about **other** things, please?"}, {"question-1", "plain", "cue", "maths"}),
        ({"rubric": {"1": "a", "3": "b", "5": "c"}}, {"question-1"}),
        ({"minutes": 9}, {"question-1"}),
        ({"figure": {"file": "boxes.svg", "alt": "Another text"}}, {"question-1"}),
        ({"references": ["nist2023", "ouyang2022training"]}, {"question-1", "plain", "maths"}),
        ({"topics": ["safety"]}, {"question-1", "plain", "cue", "maths"}),
        ({"title": "Another title"}, {"question-1", "plain", "cue", "maths", "question-3"}),
        ({"reviewed": "2026-02-02"}, set()),
    ],
)
def test_what_a_learner_sees_counts(change: dict[str, object], keys: set[str]) -> None:
    before = data(question(1), question(3))
    after = data(question(1, **change), question(3))
    assert {key.removeprefix("question-1/") for key in changed(before, after)} == keys


def test_what_a_question_draws_in_counts() -> None:
    before = data(question(1, related=[]), question(3, related=[]))
    for name, value in {
        "code": {"sample.py": "print(1)\n"},
        "media": {"boxes.svg": SVG.replace("12", "13")},
    }.items():
        assert changed(before, data(question(1, related=[]), question(3, related=[]), **{name: value})) == {
            "question-1"
        }
    works = json.loads(json.dumps(bank_data()["references"]))
    works["nist2023"]["year"] = 2024
    assert len(changed(before, data(question(1, related=[]), question(3, related=[]), references=works))) == 8


def test_digests_are_those_of_the_first_release() -> None:
    """Another way of hashing would date every note anew and replace every user's notes."""
    digests = ledger.digests(data(question(1, related=[])))
    assert (digests["question-1"], digests["question-1/plain"]) == ("f38ca703e1d0addc", "e10e6cd9fe9ed8f5")


def test_only_changes_are_dated() -> None:
    first = data(question(1), question(3))
    entries = ledger.current(first, {}, DAY)
    assert {(entry.revision, entry.changed) for entry in entries.values()} == {(1, DAY)}
    second = data(question(1, hint="New."), question(2), question(3))
    later = ledger.current(second, entries, LATER)
    assert later["question-1"].revision == 2
    assert {key for key, entry in later.items() if entry.changed == LATER} == {
        "question-1", "question-2", "question-2/plain", "question-2/cue", "question-2/maths",
    }  # fmt: skip
    assert ledger.current(second, later, LATER) == later
    assert ledger.changes(entries, later).changed == ("question-1",)
    back = ledger.current(first, later, LATER)
    assert back["question-1"].revision == 3
    assert back["question-1"].hash == entries["question-1"].hash


def test_what_a_bank_drops_is_retired_once_and_stays_in_the_ledger() -> None:
    entries = ledger.current(data(question(1), question(2), question(3)), {}, DAY)
    fewer = data(question(3, related=[]))
    kept = ledger.current(fewer, entries, LATER)
    assert kept["question-1"] == entries["question-1"]
    later = ledger.retire(kept, fewer, ["question-2"], LATER)
    gone = {"question-1", "question-1/plain", "question-1/cue", "question-1/maths"}
    assert {key: dict(later[key])["retired"] for key in gone} == dict.fromkeys(gone, LATER)
    assert {key for key, entry in later.items() if isinstance(entry, ledger.Retired)} == gone
    assert set(ledger.changes(entries, later).retired) == gone
    assert ledger.retire(later, fewer, ["question-2"], LATER + DAY.resolution) == later
    assert "question-1" not in ledger.held(fewer, later)


def test_a_retired_id_is_never_used_again(content: Path) -> None:
    used = "rlhf-pipeline/kl-reference"
    entry = {"hash": "0" * 16, "revision": 1, "changed": "2026-11-23", "retired": "2026-11-23"}
    (content / "ledger.json").write_text(json.dumps({used: entry}), encoding="utf-8")
    (problem,) = check_content(content)[1]
    assert problem.code == "AP516"
    assert problem.source.endswith(f"id: {used.split('/')[1]}")
    assert f"{used!r} was retired on 2026-11-23" in problem.message


def test_no_release_is_older_than_an_earlier_one() -> None:
    entries = ledger.current(data(question(1)), {}, LATER)
    with pytest.raises(LedgerError, match=r"2026-01-10 would be older than the one of 2026-03-01, in which question-1"):
        ledger.current(data(question(1, hint="New.")), entries, DAY)
    assert ledger.current(data(question(1)), entries, DAY) == entries


def test_without_a_date_the_review_counts_and_never_goes_back() -> None:
    assert sample_bank().ledger["question-2"].changed == datetime.date(2026, 1, 2)
    entries = ledger.current(data(question(1)), {}, LATER)
    mended = ledger.current(data(question(1, hint="New.")), entries)["question-1"]
    assert (mended.revision, mended.changed) == (2, LATER)


def test_a_packet_is_dated_by_what_it_shows() -> None:
    first = release("2026-01-10", question(1, related=[]), question(3, related=[]))
    bank = release("2026-03-01", question(1, related=[]), question(3, related=[], hint="New."), after=first)
    assert select(bank).date == LATER
    assert select(bank, numbers=[1]).date == DAY
    assert set(select(bank, numbers=[1]).ledger) == {"question-1", *(f"question-1/{fact.id}" for fact in bank[1].facts)}
    assert not select(bank, numbers=[1], edition="candidate").ledger


def test_what_changed_since_a_day_can_be_selected() -> None:
    facts = [{"id": "plain", "text": "A new text of {{c1::this fact}}."}]
    first = release("2026-01-10", *(question(number, related=[]) for number in (1, 2, 3)))
    changed = question(3, related=[], facts=[*facts, *question(3)["facts"][1:]])
    bank = release("2026-03-01", question(1, related=[], hint="New."), question(2), changed, after=first)
    assert [item.number for item in select(bank, changed_since=LATER).items] == [1, 3]
    assert len(select(bank, changed_since=DAY).items) == 3
    with pytest.raises(SelectionError, match="no question fits"):
        select(bank, changed_since=datetime.date(2026, 3, 2))


def test_the_file_reads_back() -> None:
    entries = ledger.current(data(), {}, DAY)
    text = ledger.dumps(entries).decode()
    assert read(Source(text), "x") == (entries, ())
    assert len(text.splitlines()) == len(entries) + 2
    assert read(Source(ledger.dumps({}).decode()), "x") == ({}, ())


GOOD = '"b": {"hash": "0123456789abcdef", "revision": 1, "changed": "2026-01-01"}'


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("{\n  oops\n}", 2, 3, "not valid JSON"),
        ("", 1, 1, "not valid JSON"),
        ("[]", 1, 1, "an object of revisions"),
        ('"x"', 1, 1, "an object of revisions"),
        ('{\n  "a": 3\n}', 2, 8, "an object with hash"),
        ('{\n  "a": [1]\n}', 2, 8, "an object with hash"),
        ('{\n  "a": {"hash": "x", "revision": 1, "changed": "2026-01-01"}\n}', 2, 17, "hash: "),
        ('{\n  "a": {"hash": "0123456789abcdef", "revision": 0, "changed": "2026-01-01"}\n}', 2, 49, "revision: "),
        ('{\n  "a": {"hash": "0123456789abcdef", "revision": 1, "changed": "2026-02-30"}\n}', 2, 63, "changed: "),
        ("{\n  " + GOOD + ",\n  " + GOOD + "\n}", 3, 3, "appears twice"),
        ('{"a": 3}', 1, 7, "an object with hash"),
        ('{"A b": 3}', 1, 2, "the key 'A b' is neither"),
        ('{"a": {"hsh": 3, "revision": 1, "changed": "2026-01-01"}}', 1, 7, "'hash' is missing"),
        ('{"a": {"revision": 1, "revision": 2}}', 1, 23, "appears twice"),
        ("[" * 100_000, 1, 22, "nested"),
    ],
)
def test_a_bad_file_is_told_where(text: str, line: int, column: int, message: str) -> None:
    _, problems = read(Source(text), "content/ledger.json")
    assert problems
    assert (problems[0].line, problems[0].column) == (line, column)
    assert message in problems[0].message


def test_content_with_a_bad_ledger_makes_no_bank(content: Path) -> None:
    (content / "ledger.json").write_text("{\n  x\n}", encoding="utf-8")
    bank, problems = check_content(content)
    assert bank is None
    assert [(problem.code, problem.line) for problem in problems] == [("AP601", 2)]


def test_an_edit_that_the_ledger_does_not_know_is_dated_all_the_same(content: Path) -> None:
    assert CliRunner().invoke(main, ["ledger", "--bank", str(content), "--date", "2026-11-23"]).exit_code == 0
    before = read_content(content).ledger["rlhf-pipeline"]
    path = content / "beginner" / "rlhf-pipeline.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("minutes: 5", "minutes: 6"), encoding="utf-8")
    after = read_content(content).ledger["rlhf-pipeline"]
    assert (before.revision, after.revision) == (1, 2)
    assert isinstance(after, Revision)
    assert after.changed >= before.changed


def test_the_command_updates_and_checks(content: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke
    missing = run(main, ["ledger", "--bank", str(content), "--check"])
    assert (missing.exit_code, "is stale in" in missing.output) == (1, True)
    assert not (content / "ledger.json").exists()
    written = run(main, ["ledger", "--bank", str(content), "--date", "2026-12-01"])
    assert written.exit_code == 0
    assert "6 new, 0 changed on 2026-12-01, 0 retired" in written.output
    again = run(main, ["ledger", "--bank", str(content), "--check"])
    assert (again.exit_code, again.output) == (0, "")
    before = (content / "ledger.json").read_bytes()
    shutil.copyfile(content / "ledger.json", tmp_path / "copy.json")
    path = content / "beginner" / "rlhf-pipeline.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("minutes: 5", "minutes: 6"), encoding="utf-8")
    older = run(main, ["ledger", "--bank", str(content), "--date", "2026-11-01"])
    assert (older.exit_code, "would be older" in older.output) == (1, True)
    assert (content / "ledger.json").read_bytes() == before
    newer = run(main, ["ledger", "--bank", str(content), "--date", "2027-01-01"])
    assert "changed  rlhf-pipeline" in newer.output
    assert read_ledger(content)["rlhf-pipeline"].revision == 2


def test_a_release_needs_a_date(content: Path) -> None:
    path = content / "bank.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("released:")), encoding="utf-8")
    result = CliRunner().invoke(main, ["ledger", "--bank", str(content)])
    assert result.exit_code == 1
    assert "give --date YYYY-MM-DD" in result.output


def test_a_bank_without_a_ledger_has_one_all_the_same() -> None:
    bank = Bank(data(question(1), released="2026-03-01"))
    assert bank.ledger["question-1/plain"] == Revision(
        hash=ledger.digests(bank.data)["question-1/plain"], revision=1, changed=LATER
    )
