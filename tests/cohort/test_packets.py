"""Cohorts: a file for each, the same bytes whoever makes them, and nothing half done."""

from __future__ import annotations

import datetime
import os
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

from alignprep import ExporterError, Interview, InterviewError, SelectionError, load, select
from alignprep.build.build import export
from alignprep.cohort import packets as module
from alignprep.cohort.packets import Copy, copies, make
from alignprep.cohort.roster import Roster, read_roster
from alignprep.packet.planning import Plan, plan

BANK = load()
TEXT = "name,form,date,role\nAda,A,2026-12-01,\nBo,B,,Lead\nCy,A,,\nDi,B,,\n"


def forms() -> Plan:
    return plan(BANK.questions, minutes=30, interview=Interview(opening=3), forms=2, seed=7)


def roster(text: str = TEXT) -> Roster:
    return read_roster(text.encode(), "r.csv")


def wanted(text: str = TEXT) -> list[Copy]:
    found = roster(text)
    return copies(found, BANK, forms(), names=found.forms, exporter="docx", editions=["interviewer", "candidate"])


def made(executor: Executor | None = None, **settings: int) -> dict[str, bytes]:
    return {copy.file: data for copy, data in make(wanted(), executor=executor, **settings)}


@pytest.fixture(scope="module")
def alone() -> dict[str, bytes]:
    return made()


def test_a_file_of_each_edition_for_each_candidate(alone: dict[str, bytes]) -> None:
    assert list(alone) == [
        file
        for stem in ("Ada_A", "Bo_B", "Cy_A", "Di_B")
        for file in (f"{stem}.docx", f"candidate/{stem}_candidate.docx")
    ]


def test_a_packet_is_the_one_that_is_made_alone(alone: dict[str, bytes]) -> None:
    interview = Interview(candidate="Ada", form="A", date=datetime.date(2026, 12, 1), opening=3)
    ids = [question.id for question in forms().forms[0]]
    assert alone["Ada_A.docx"] == export("docx", select(BANK, ids=ids, edition="interviewer", interview=interview))


def test_defaults_fill_what_a_row_leaves_out() -> None:
    defaults = Interview(role="Engineer", interviewer="Grace", start=datetime.time(14), date=datetime.date(2026, 1, 2))
    first, second, *_ = copies(roster(), BANK, forms(), exporter="docx", names=["A", "B"], defaults=defaults)
    assert (first.interview.role, second.interview.role) == ("Engineer", "Lead")
    assert (first.interview.date, second.interview.date) == (datetime.date(2026, 12, 1), datetime.date(2026, 1, 2))
    assert first.interview.start == datetime.time(14)
    assert first.interview.opening == 5


def test_without_defaults_the_times_are_those_of_the_plan() -> None:
    assert {copy.interview.opening for copy in wanted()} == {3}


def test_a_weight_of_an_unknown_competency_is_no_copy() -> None:
    weighing = Interview(weights={"integrty": 1})
    with pytest.raises(SelectionError, match="no competency 'integrty' in the bank; did you mean 'integrity'"):
        copies(roster(), BANK, forms(), exporter="docx", names=["A", "B"], defaults=weighing)


def test_a_form_keeps_the_order_of_its_plan() -> None:
    asked = [BANK[16], BANK[1], BANK[6]]
    (copy,) = copies(roster("name\nAda\n"), BANK, Plan((tuple(asked),), 60), exporter="docx")
    assert [item.number for item in copy.packet.items] == [16, 1, 6]


def test_a_form_that_the_plan_does_not_have() -> None:
    with pytest.raises(SelectionError, match=r"r.csv:3: no form 'B'; there are A, C"):
        copies(roster(), BANK, forms(), exporter="docx", names=["A", "C"])


def test_processes_and_threads_give_the_same_bytes(alone: dict[str, bytes]) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        assert made(processes) == alone
    with ThreadPoolExecutor(2) as threads:
        assert made(threads, ahead=1) == alone


class Counting(Executor):
    """Does each task when its result is asked for, and counts those that wait."""

    def __init__(self) -> None:
        self.waiting = self.most = self.tasks = 0
        self.sizes: list[int] = []

    def submit(self, function: Any, /, *arguments: Any, **more: Any) -> Future[Any]:
        self.waiting += 1
        self.tasks += 1
        self.most = max(self.most, self.waiting)
        self.sizes.append(len(arguments[-1]))
        future: Future[Any] = Future()
        future.set_result([b"x" for _ in arguments[-1]])
        return future


def test_a_long_roster_is_handed_over_bit_by_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "name,form\n" + "".join(f"c{number},{'AB'[number % 2]}\n" for number in range(3001))
    found = roster(text)
    executor = Counting()

    def one(waiting: dict[Future[Any], Any], **_: Any) -> Any:
        executor.waiting -= 1
        return type("Done", (), {"done": [next(iter(waiting))]})

    monkeypatch.setattr(module, "wait", one)
    done = list(make(copies(found, BANK, forms(), names=found.forms, exporter="docx"), executor=executor, ahead=5))
    assert len({copy.file for copy, _ in done}) == 3001
    assert executor.most == 5
    assert sum(executor.sizes) == 3001
    assert max(executor.sizes) == 16


def test_a_few_candidates_are_shared_out() -> None:
    assert [len(task) for task in module._tasks(wanted())] == [1] * 8


def test_a_worker_that_dies_is_one_line() -> None:
    dying = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=os._exit, initargs=(9,))
    with dying, pytest.raises(ExporterError, match="a worker process died"):
        made(dying)


def test_a_worker_of_another_version_makes_nothing() -> None:
    copy = wanted()[0]
    with pytest.raises(ExporterError, match=r"a worker has alignprep .*; here it is 0\.0\.1"):
        module._make_files("0.0.1", copy.exporter, copy.packet, [copy.interview])


class Lazy(Executor):
    """Never begins; remembers what it was handed."""

    def __init__(self) -> None:
        self.futures: list[Future[Any]] = []

    def submit(self, function: Any, /, *arguments: Any, **more: Any) -> Future[Any]:
        self.futures.append(Future())
        return self.futures[-1]


def test_an_interrupt_cancels_what_has_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    executor = Lazy()

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        next(iter(make(wanted(), executor=executor)))
    assert len(executor.futures) == 8
    assert all(future.cancelled() for future in executor.futures)


def test_somebody_looks_when_nothing_is_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def look() -> None:
        looked.append(1)
        if len(looked) == 3:
            raise ExporterError("nobody is there")

    monkeypatch.setattr(module, "_PATIENCE", 0.01)
    with pytest.raises(ExporterError, match="nobody is there"):
        list(make(wanted(), executor=Lazy(), check=look))


def test_a_name_that_cannot_be_drawn_is_reported_or_ends_the_work() -> None:
    found = roster("name\nAda\n\U00012000\nCy\n")
    form = Plan((tuple(BANK.questions[:1]),), 10, Interview())
    asked = copies(found, BANK, form, exporter="pdf", names=found.forms)
    failed: list[tuple[int, str]] = []
    files = [copy.file for copy, _ in make(asked, failed=lambda copy, error: failed.append((copy.line, str(error))))]
    assert files == ["Ada.pdf", "Cy.pdf"]
    [(line, said)] = failed
    assert line == 3
    assert "cannot draw the candidate's name" in said
    with pytest.raises(InterviewError, match="cannot draw the candidate's name"):
        list(make(asked))


def test_no_candidate_makes_no_file() -> None:
    assert list(make([])) == []
    assert list(make([], executor=Lazy())) == []
