from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from alignprep import select
from alignprep.build import worker_pool
from alignprep.build.build import Built, build, export_apart, makers_of
from alignprep.errors import OutputError, TextError
from alignprep.files.exchange import SUMS
from alignprep.model.records import Edition, Product
from tests.support import hurried
from tests.support.hostile_exporters import NAMES, PLUGINS, install, install_all
from tests.support.sample_bank import sample_bank

CSV = Product(file="alignprep", exporter="csv", edition=Edition.STUDY)
WELL = ("well", "spoils", "closes", "threads", "children", "forks", "mutates", "prints", "noisy")
FAILING = {
    "raises": r"failed: ValueError: a bug in two lines  ?\[31m \(hostile\.py:\d+\)",
    "mute": r"failed: hostile\.Mute: <exception str\(\) failed> \(hostile\.py:\d+\)",
    "long_winded": r"failed: ValueError: x{200,300}…",
    "refuses": r"not on a Sunday",
    "text": r"question 'rlhf-pipeline': has no glyph",
    "own_text": r"question 'rlhf-pipeline': is not drawn",
    "hangs": r"did not end within [\d.]+ seconds; --timeout gives it more",
    "hangs_in_c": r"did not end within [\d.]+ seconds",
    "stops": r"did not end within [\d.]+ seconds",
    "exits": r"failed: SystemExit: 0 \(hostile\.py:\d+\)",
    "leaves": r"ended its process with status 0",
    "kills": r"crashed \(SIGKILL\)",
    "crashes": r"crashed \(SIGSEGV\)",
    "recurses": r"failed: RecursionError: maximum recursion depth exceeded",
    "interrupts": r"failed: KeyboardInterrupt",
    "nothing": r"returned NoneType where bytes are expected",
    "string": r"returned str where bytes are expected",
    "array": r"returned bytearray where bytes are expected",
    "subclass": r"returned Bytes where bytes are expected",
    "gigantic": r"returned 1,073,741,825 bytes; 1,073,741,824 are the most",
    "devours": r"failed: MemoryError",
    "floods": r"printed more than 67,108,864 bytes",
    "asks": r"failed: EOFError",
    "deletes": r"ended its process with status 1",
    "answers_itself": r"wrote a result that cannot be read",
    "deep_result": r"wrote a result that cannot be read",
    "on_import": r"failed: SystemExit: 7 \(hostile_on_import\.py:\d+\)",
    "absent": r"failed: ModuleNotFoundError: No module named 'no_such_module'",
    "outside": r"has the suffix '/\.\./\.\./outside', which is not an ending such as \.pdf",
    "other": r"there is another file of that name; the exporter is 'other'",
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    site = tmp_path / "site"
    install_all(site)
    monkeypatch.syspath_prepend(str(PLUGINS))
    monkeypatch.syspath_prepend(str(site))
    return site


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    return tmp_path / "project" / "dist"


def product(name: str, file: str = "") -> Product:
    return Product(file=file or f"alignprep-{name}", exporter=name, edition=Edition.STUDY)


def made(dist: Path, *names: str, jobs: int = 2, stem: str = "") -> Built:
    products = [
        CSV,
        *(Product(file=stem or f"alignprep-{name}", exporter=name, edition=Edition.STUDY) for name in names),
    ]
    return build(sample_bank(), dist, products=products, timeout=600, jobs=jobs)


def sums_hold(dist: Path) -> bool:
    return os.system(f"cd '{dist}' && sha256sum --check --strict --quiet {SUMS}") == 0


def test_every_hostile_exporter_is_tried() -> None:
    assert {*WELL, *FAILING} == {*NAMES, "other", "outside", "on_import", "noisy", "absent"}


@pytest.mark.parametrize("name", [name for name in FAILING if name != "other"])
def test_one_that_fails_is_named_and_the_others_are_built(
    site: Path, dist: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_pool._Worker, "outcome", hurried.outcome(worker_pool._Worker.outcome))
    earlier = dist / f"alignprep-{name}.hostile"
    dist.mkdir(parents=True)
    earlier.write_bytes(b"earlier")
    (dist / SUMS).write_text(f"{'0' * 64}  {earlier.name}\n")
    built = made(dist, name)
    (failure,) = built.failures
    assert built.names == ("alignprep.csv",)
    assert re.search(FAILING[name], failure.failure), failure.failure
    assert name in failure.failure
    assert failure.failure.endswith(f"; kept the earlier {earlier.name}")
    assert failure.failure.isprintable()
    assert len(failure.failure) < 700
    assert earlier.read_bytes() == b"earlier"
    assert sums_hold(dist)
    assert sorted(os.listdir(dist)) == sorted([SUMS, earlier.name, "alignprep.csv"])
    assert os.listdir(dist.parent) == ["dist"]


def test_a_failure_names_the_distribution_and_keeps_its_traceback(site: Path, dist: Path) -> None:
    (failure,) = made(dist, "raises").failures
    assert "the exporter 'raises' (hostile-plugin 1.0) failed" in failure.failure
    assert failure.failure.endswith("there is no earlier one to keep")
    assert 'raise ValueError("a bug' in failure.outcome.traceback
    assert "worker.py" not in failure.outcome.traceback


def test_a_text_that_cannot_be_drawn_keeps_its_place(site: Path, dist: Path) -> None:
    for name in ("text", "own_text"):
        (failure,) = made(dist, name).failures
        error = failure.outcome.error
        assert isinstance(error, TextError)
        assert (error.kind, error.name, error.text) == ("question", "rlhf-pipeline", "RLHF")


def test_a_crash_shows_where(site: Path, dist: Path) -> None:
    (failure,) = made(dist, "crashes").failures
    assert any("hostile.py" in line for line in failure.outcome.printed)


def test_what_one_changes_no_other_sees(site: Path, dist: Path, capfd: pytest.CaptureFixture[str]) -> None:
    alone = made(dist.with_name("alone"))
    built = made(dist, *WELL, jobs=1)
    assert not built.failures
    assert (dist / "alignprep.csv").read_bytes() == (dist.with_name("alone") / "alignprep.csv").read_bytes()
    assert alone.names == ("alignprep.csv",)
    assert capfd.readouterr() == ("", "")
    printed = {result.product.exporter: result.outcome.printed for result in built.results}
    assert printed["prints"] == ("printed  [31m", "to stderr", "to descriptor 1", "from a child")
    assert (dist / "alignprep-forks.hostile").read_bytes() == b"parent"
    assert sums_hold(dist)
    assert {path.stat().st_mode & 0o777 for path in dist.iterdir()} == {0o644}


def test_the_children_of_one_do_not_outlive_it(site: Path, dist: Path) -> None:
    assert not made(dist, "children", "threads").failures, "they would have been waited for until the time was over"
    child = int((dist / "alignprep-children.hostile").read_bytes())
    until = time.monotonic() + 600
    while lives(child):  # until the kernel has ended what was killed
        assert time.monotonic() < until
        time.sleep(0.05)


def lives(process: int) -> bool:
    """Whether a process runs: one that has ended is there until its parent, which may be init, has taken note."""
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2]
    except (FileNotFoundError, ProcessLookupError):  # It may go between the opening of the file and the reading.
        return False


def test_two_files_of_one_name(site: Path, dist: Path) -> None:
    for jobs in (1, 4):
        built = made(dist, "other", stem="alignprep", jobs=jobs)
        (failure,) = built.failures
        assert re.search(FAILING["other"], failure.failure)
        assert b"another file" not in (dist / "alignprep.csv").read_bytes()


def test_a_clash_spoils_its_own_file_only(site: Path, dist: Path) -> None:
    made(dist)
    earlier = (dist / "alignprep.csv").read_bytes()
    install(site, "rival", {"csv": "hostile:well"})
    built = made(dist, "well")
    (failure,) = built.failures
    assert "alignprep (csv) was not made: two exporters are called 'csv'" in failure.failure
    assert failure.failure.endswith("uninstall one of them; kept the earlier alignprep.csv")
    assert (dist / "alignprep.csv").read_bytes() == earlier
    assert built.names == ("alignprep-well.hostile",)
    assert sums_hold(dist)


def test_where_all_fail_the_folder_stays(site: Path, dist: Path) -> None:
    install(site, "rival", {"csv": "hostile:well"})
    built = made(dist, "raises")
    assert (built.names, len(built.failures)) == ((), 2)
    assert not dist.exists()
    assert os.listdir(dist.parent.parent) == ["site"] or not list(dist.parent.iterdir())


def test_how_many_run_at_a_time_changes_nothing(site: Path, dist: Path) -> None:
    sums = set()
    for jobs in (1, 4):
        made(dist, "well", "raises", "prints", jobs=jobs)
        sums.add((dist / SUMS).read_text())
    assert len(sums) == 1


def test_progress_is_told_of_each_that_is_done(site: Path, dist: Path) -> None:
    seen: list[tuple[int, int]] = []
    products = [
        Product(file=f"alignprep-{name}", exporter=name, edition=Edition.STUDY) for name in ("well", "raises", "prints")
    ]
    build(sample_bank(), dist, products=products, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_where_processes_cannot_be_forked_each_is_started_anew(
    site: Path, dist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "fork")
    monkeypatch.setattr(worker_pool, "_Server", None)
    built = made(dist, "prints", "kills")
    assert [failure.product.exporter for failure in built.failures] == ["kills"]
    assert (dist / "alignprep-prints.hostile").read_bytes() == b"printed"


def test_when_the_server_is_killed_nothing_is_changed_and_the_reason_given(
    site: Path, dist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = worker_pool._Server.ask

    def killed(server: worker_pool._Server, request: object) -> object:
        if isinstance(request, int):
            server._process.kill()
            server._process.wait()
        return ask(server, request)

    monkeypatch.setattr(worker_pool._Server, "ask", killed)
    with pytest.raises(OutputError, match="the process that starts the exporters was killed"):
        made(dist, "well", "prints", "threads")
    assert not dist.exists()


def test_where_no_process_can_be_started(dist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_pool.sys, "executable", "/nonexistent/python")
    with pytest.raises(OutputError, match="no worker process can be started: no such file or directory"):
        made(dist)
    assert not dist.exists()


def test_cores_are_those_that_may_be_used() -> None:
    assert 1 <= worker_pool.cores() <= (os.cpu_count() or 1)


def test_a_file_of_another_ending_is_refused_before_it_is_made(site: Path, tmp_path: Path) -> None:
    """This exporter never ends."""
    packet = select(sample_bank())
    for named in ("x.pdf", "x.hostile.txt", "hostile", ""):
        outcome = export_apart("hangs", packet, tmp_path, named=named)
        assert (outcome.suffix, str(outcome.error)) == (".hostile", "the exporter 'hangs' makes .hostile files")
    for named in ("x.hostile", "X.HOSTILE"):
        assert export_apart("well", packet, tmp_path, named=named).error is None


def test_who_makes_files_of_an_ending(site: Path, tmp_path: Path) -> None:
    """Those that cannot be loaded do not count; an exporter that is called like the ending is the first."""
    assert makers_of("x.pdf", tmp_path) == ("pdf", "pdf-answers", "pdf-quick")
    made = makers_of("x.hostile", tmp_path)
    assert {"well", "hangs", "crashes"} <= {*made}
    assert not {"on_import", "absent", "outside"} & {*made}
    assert makers_of("x.nothing", tmp_path) == ()
    install(tmp_path / "site", "rival", {"pdf": "hostile:well"})
    assert makers_of("x.pdf", tmp_path) == (), "of two of one name nobody knows which is meant"
