"""`alignprep build`, `export` and `packet` as processes, with plug-ins that do what none should."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from alignprep.cli.app import main
from tests.support.bad_luck import LISTS, ROOT, Done, ended, tree, verified
from tests.support.hostile_exporters import PLUGINS, install, install_all

FAILING = {
    "raises": r"'raises' \(hostile-plugin 1\.0\) failed: ValueError: a bug in two lines",
    "exits": r"'exits' \(hostile-plugin 1\.0\) failed: SystemExit: 0 ",
    "kills": r"'kills' \(hostile-plugin 1\.0\) crashed \(SIGKILL\)",
    "string": r"'string' returned str where bytes are expected",
    "on_import": r"'on_import' \(hostile-plugin 1\.0\) failed: SystemExit: 7 ",
    "outside": r"'outside' has the suffix '/\.\./\.\./outside', which is not an ending",
}
"""Exporters that fail, and what the command says of each; `hangs` has a test of its own."""
WELL = ("mutates", "prints", "noisy")
NOISE = ("at import", "in Python", "in Python's own", "in C", "in a child", "in a child", "at exit of a child")
UNLOADED = ("on_import", "outside")
"""Those whose suffix is not known."""


@dataclass(frozen=True)
class Site:
    """A project with one question, and plug-ins that the command finds beside its own."""

    root: Path

    @property
    def dist(self) -> Path:
        return self.root / "dist"

    def environment(self, *sites: str) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTHON"))}
        found = [self.root / site for site in ("site", *sites)]
        paths = os.pathsep.join(map(str, [*found, PLUGINS, ROOT]))
        return {**plain, "PYTHONPATH": paths, "PYTHONPYCACHEPREFIX": str(self.root / "bytecode")}

    def run(self, *arguments: str, sites: tuple[str, ...] = (), how: str = "quick_build") -> Done:
        """Call `alignprep`, as a module of `tests/support` does: with two quick products, and all of its plug-ins."""
        command = (
            [sys.executable, "-m", f"tests.support.{how}"] if how else [Path(sys.executable).with_name("alignprep")]
        )
        environment = self.environment(*sites)
        return ended(
            subprocess.Popen(
                [*command, *arguments],
                cwd=self.root,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        )

    def build(self, *names: str, dist: str = "dist", sites: tuple[str, ...] = (), **options: object) -> Done:
        others = [word for name in names for word in ("--exporter", name)]
        more = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        return self.run("build", "--dist", dist, *others, *more, sites=sites)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("site"))
    shutil.copytree(ROOT / "tests" / "data" / "content", site.root / "content")
    install_all(site.root / "site")
    install(site.root / "rival", "rival", {"csv": "hostile:well"})
    install(site.root / "rival-json", "rival-json", {"json": "hostile:well"})
    install(site.root / "rival-docx", "rival-docx", {"docx": "hostile:well"})
    install(site.root / "namesake", "namesake", {"prints-study": "hostile:well"})
    return site


@pytest.fixture(scope="module")
def plain(site: Site) -> dict[str, bytes]:
    """What a build makes without any plug-in."""
    done = site.build(dist="plain")
    assert done.status == 0, done.err
    return tree(site.root / "plain")


def earlier_of(name: str) -> str:
    return f"alignprep-{name}.hostile"


def lay(dist: Path, *names: str) -> None:
    """A dist of an earlier build."""
    shutil.rmtree(dist, ignore_errors=True)
    dist.mkdir()
    (dist / "questions.csv").write_bytes(b"earlier")
    for name in names:
        (dist / earlier_of(name)).write_bytes(f"earlier {name}".encode())
    listed = sorted(path.name for path in dist.iterdir())
    sums = subprocess.run(["sha256sum", *listed], cwd=dist, capture_output=True, check=True).stdout
    (dist / LISTS[0]).write_bytes(sums)


def listed(dist: Path) -> set[str]:
    """Every file that a build has listed, the manifest apart from the products, after `sha256sum` has checked them."""
    assert verified(dist)
    products, every = ({line[66:] for line in (dist / sums).read_text().splitlines()} for sums in LISTS)
    assert every == products | {"manifest.json"}
    return every


@pytest.fixture(scope="module", params=[1, 3], ids=["one at a time", "three"])
def built(site: Site, request: pytest.FixtureRequest) -> tuple[Done, Path]:
    """A build with exporters of every kind, over the files of an earlier one."""
    dist = site.root / f"dist-{request.param}"
    lay(dist, *FAILING)
    return site.build(*WELL, *FAILING, dist=dist.name, jobs=request.param), dist


def test_the_files_of_all_others_are_made(built: tuple[Done, Path], plain: dict[str, bytes]) -> None:
    done, dist = built
    assert done.status == 1
    made = ["questions.csv", "alignprep.json", *map(earlier_of, WELL), "manifest.json"]
    assert done.out.decode().splitlines() == [f"{dist.name}/{name}" for name in made], "and nothing of a plug-in's"
    now = tree(dist)
    assert [now["questions.csv"], now["alignprep.json"]] == [plain["questions.csv"], plain["alignprep.json"]]
    assert [now[earlier_of(name)] for name in WELL] == [b"mutated", b"printed", b"\x00noise\r\n"]
    assert listed(dist) == now.keys() - {*LISTS}
    assert sorted(os.listdir(dist)) == sorted(now)
    described = {one["name"]: one.get("exporter") for one in json.loads(now["manifest.json"])["files"]}
    assert described == {
        **dict.fromkeys(map(earlier_of, FAILING)), **{earlier_of(name): name for name in WELL},
        "questions.csv": "csv", "alignprep.json": "json",
    }  # fmt: skip


@pytest.mark.parametrize("name", FAILING)
def test_one_that_fails_is_named_in_a_line_and_its_earlier_file_stays(built: tuple[Done, Path], name: str) -> None:
    done, dist = built
    (line,) = [line for line in done.err.splitlines() if line.startswith(f"alignprep: alignprep-{name}")]
    shown = f"alignprep-{name} ({name})" if name in UNLOADED else earlier_of(name)
    assert line.startswith(f"alignprep: {shown} was not made: the exporter {name!r}")
    assert re.search(FAILING[name], line)
    assert line.endswith(f"; kept the earlier {earlier_of(name)}")
    assert line.isprintable()
    assert (dist / earlier_of(name)).read_bytes() == f"earlier {name}".encode()


def test_what_an_exporter_prints_is_told_on_standard_error_under_its_name(built: tuple[Done, Path]) -> None:
    done, _ = built
    told = done.err.splitlines()
    for line in ("prints: printed  [31m", "prints: to descriptor 1", "prints: from a child", "on_import: imported"):
        assert line in told
    assert [line for line in told if line.startswith("noisy: ")] == [f"noisy: {line}" for line in NOISE]
    assert "\x1b" not in done.err


def test_how_many_run_at_a_time_changes_nothing(site: Site) -> None:
    """The builds of `built`, or, where this test runs alone, two like them."""
    results = []
    for jobs in (1, 3):
        dist = site.root / f"dist-{jobs}"
        if not dist.exists():
            lay(dist, *FAILING)
            site.build(*WELL, *FAILING, dist=dist.name, jobs=jobs)
        results.append(tree(dist))
    assert results[0] == results[1]
    assert len(results[0]) == 2 + len(WELL) + len(FAILING) + 3


def test_one_that_hangs_is_ended(site: Site, plain: dict[str, bytes]) -> None:
    lay(site.dist, "hangs")
    done = site.run("build", "--exporter", "hangs", "--exporter", "well", "--timeout", "600", how="hurried")
    assert done.status == 1
    assert done.err.splitlines()[-1] == (
        "alignprep: alignprep-hangs.hostile was not made: the exporter 'hangs' (hostile-plugin 1.0) did not end within "
        "600 seconds; --timeout gives it more; kept the earlier alignprep-hangs.hostile"
    )
    now = tree(site.dist)
    assert now[earlier_of("hangs")] == b"earlier hangs"
    assert now["questions.csv"] == plain["questions.csv"]
    assert listed(site.dist) == now.keys() - {*LISTS}


def test_two_that_make_one_file_and_two_of_one_name(site: Site, plain: dict[str, bytes]) -> None:
    lay(site.dist, "prints-study")
    done = site.build("prints:study", "prints-study", sites=("namesake", "rival"))
    assert done.status == 1
    assert [line for line in done.err.splitlines() if line.startswith("alignprep: ")] == [
        "alignprep: questions (csv) was not made: two exporters are called 'csv': alignprep_exporters.csv of alignprep "
        "and hostile:well of rival; uninstall one of them; kept the earlier questions.csv",
        "alignprep: alignprep-prints-study.hostile was not made: there is another file of that name; the exporter is "
        "'prints-study'; there is no earlier one to keep",
    ]
    now = tree(site.dist)
    assert now["questions.csv"] == b"earlier"
    assert now[earlier_of("prints-study")] == b"printed"
    assert now["alignprep.json"] == plain["alignprep.json"]
    (entry,) = [one for one in json.loads(now["manifest.json"])["files"] if one["name"] == earlier_of("prints-study")]
    assert entry["exporter"] == "prints"
    assert listed(site.dist) == now.keys() - {*LISTS}


def test_where_all_fail_dist_is_as_it_was(site: Site) -> None:
    lay(site.dist, "raises")
    before = tree(site.dist)
    done = site.run("build", "--exporter", "raises", sites=("rival", "rival-json"))
    assert (done.status, done.out) == (1, b"")
    assert done.err.splitlines()[-1] == "alignprep: no product was made; dist is as it was"
    assert tree(site.dist) == before


def test_the_whole_command_with_a_plug_in_that_raises(site: Site) -> None:
    """All of its own products, by the installed command itself."""
    done = site.run("build", "--exporter", "raises", "--exporter", "well:candidate", "--dist", "whole", how="")
    assert done.status == 1
    names = done.out.decode().splitlines()
    assert len(names) == 19
    assert names[-2:] == ["whole/alignprep-well-candidate.hostile", "whole/manifest.json"]
    assert re.search(FAILING["raises"], done.err.splitlines()[-1])
    assert listed(site.root / "whole") == {name.removeprefix("whole/") for name in names}


@pytest.mark.parametrize("name", FAILING)
def test_an_export_that_fails_is_a_line_and_leaves_the_file_as_it_was(site: Site, name: str) -> None:
    folder = site.root / "exports"
    folder.mkdir(exist_ok=True)
    (folder / "file").write_bytes(b"earlier")
    done = site.run("export", name, "--bank", "content", "-o", "exports/file")
    assert (done.status, done.out) == (1, b"")
    last = done.err.splitlines()[-1]
    assert last.startswith("alignprep: the exporter ")
    assert re.search(FAILING[name], last)
    assert [line for line in done.err.splitlines() if line.startswith("alignprep: ")] == [last]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"file": b"earlier"}


def test_an_export_that_hangs_is_ended(site: Site) -> None:
    done = site.run("export", "hangs", "--timeout", "1", "-o", "hung")
    assert (done.status, done.out) == (1, b"")
    assert done.err == (
        "alignprep: the exporter 'hangs' (hostile-plugin 1.0) did not end within 1 seconds; --timeout gives it more\n"
    )
    assert not (site.root / "hung").exists()


def test_an_export_to_standard_output_is_its_bytes_and_nothing_else(site: Site) -> None:
    done = site.run("export", "noisy", "-o", "-")
    assert (done.status, done.out) == (0, b"\x00noise\r\n")
    assert done.err.splitlines() == [f"noisy: {line}" for line in NOISE]


def test_a_packet_with_two_exporters_of_its_format_is_one_line(site: Site) -> None:
    done = site.run("packet", "--count", "1", "-o", "packet.docx", sites=("rival-docx",))
    assert (done.status, done.out) == (1, b"")
    (line,) = done.err.splitlines()
    assert line.startswith("alignprep: two exporters are called 'docx': ")
    assert not (site.root / "packet.docx").exists()


TAKEN = {"build": ("--timeout", "--jobs"), "export csv": ("--timeout",), "packets r.csv": ("--jobs",)}
BAD = {
    "--timeout": ("0", "-1", "nan", "inf", "-inf", "1e400", "1e9", "soon", ""),
    "--jobs": ("0", "-1", "nan", "inf", "1.5", "many", "9" * 20, "1001", ""),
}


def test_these_are_the_commands_with_such_options() -> None:
    takes = {
        name: {word for one in command.params for word in one.opts} & {*BAD} for name, command in main.commands.items()
    }
    assert {name: found for name, found in takes.items() if found} == {
        call.split()[0]: set(options) for call, options in TAKEN.items()
    }


@pytest.mark.parametrize(
    ("call", "option", "value"),
    [(call, option, value) for call, options in TAKEN.items() for option in options for value in BAD[option]],
)
def test_a_number_that_is_none_or_out_of_bounds_is_a_wrong_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, option: str, value: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, [*call.split(), f"{option}={value}"])
    assert done.exit_code == 2
    line = done.output.splitlines()[-1]
    assert line.startswith(f"Error: Invalid value for '{option}': ")
    assert re.search(r"is not in the range (1<=x<=1000|0<x<=1000000)\.|is not a valid (integer|float) range\.", line)
    assert os.listdir() == []
