"""What is installed, from a wheel, from the sdist and as an editable install."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from alignprep import select
from alignprep.content.reader import read_content
from alignprep.json_format.writer import document, dumps
from tools.reproduce.room import LEFT_OUT

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, cwd: Path | None = None) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    done = subprocess.run([str(word) for word in command], cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


pytestmark = pytest.mark.acceptance


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel and the sdist of a copy of the source tree."""
    copy = tmp_path_factory.mktemp("tree") / "source"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    (copy / "alignprep" / "data" / "bank.json").unlink(missing_ok=True)
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", copy / "packages", ".", cwd=copy)
    return copy / "packages"


@pytest.fixture(scope="module")
def wheel(packages: Path) -> Path:
    (found,) = packages.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """A fresh environment with the wheel and what it requires, nothing more; its Python."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    return python


def test_the_wheel_holds_two_packages_and_the_bank(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = next(archive.read(name).decode() for name in names if name.endswith("METADATA"))
    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == {"alignprep", "alignprep_exporters"}
    assert "alignprep/data/bank.json" in names
    assert "alignprep/py.typed" in names
    assert not [name for name in names if name.endswith(".pyc")]
    required = re.findall(r"^Requires-Dist: ([A-Za-z-]+)[^;\n]*$", metadata, re.MULTILINE)
    assert sorted(required) == ["click", "pydantic"]


def test_an_index_shows_the_readme_without_what_only_a_clone_has(wheel: Path, packages: Path) -> None:
    (sdist,) = packages.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        metadata = next(archive.read(name).decode() for name in archive.namelist() if name.endswith("METADATA"))
    with tarfile.open(sdist) as archive:
        (member,) = (name for name in archive.getnames() if name.count("/") == 1 and name.endswith("/PKG-INFO"))
        file = archive.extractfile(member)
        assert file is not None
        assert file.read().decode() == metadata
    assert "Description-Content-Type: text/markdown\n" in metadata
    shown = metadata.partition("\n\n")[2]
    assert re.findall(r"\]\((?!https?://|mailto:|#)[^)]*\)", shown) == []
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pictures = re.findall(r"^!\[.*\n", readme, re.MULTILINE)
    assert len(pictures) >= 2
    left = [line for line in readme.splitlines(keepends=True) if line not in pictures]
    assert "".join(shown.split()) == "".join("".join(left).split())
    assert "\n\n\n" not in shown.strip()


def test_the_sdist_holds_what_a_build_needs_and_no_more(packages: Path) -> None:
    (sdist,) = packages.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    assert {
        "content/bank.yaml",
        "hatch_build.py",
        "tools/sbom.py",
        "RELEASING.md",
        "SECURITY.md",
        "Makefile",
        "tests/conftest.py",
        "constraints.txt",
        "LICENSE",
    } <= names
    tops = {name.split("/")[0] for name in names}
    assert tops <= {
        "alignprep", "content", "docs", "exporters", "schema", "tests", "tools", ".ci", "CHANGELOG.md", "CITATION.cff",
        "CONTRIBUTING.md", "LICENSE", "mkdocs.yml", "Makefile", "README.md", "RELEASING.md", "SECURITY.md",
        "constraints.txt", "constraints-quick.txt", "constraints-dev.txt", "hatch_build.py", "pyproject.toml",
        "PKG-INFO", ".gitignore",
    }  # fmt: skip


def test_a_bare_install_serves_data_csv_and_json(bare: Path, tmp_path: Path) -> None:
    command = bare.parent / "alignprep"
    assert run(bare, "-c", "import alignprep; print(alignprep.load()['rlhf-pipeline'].number)", cwd=tmp_path) == "2\n"
    run(command, "export", "csv", "-o", "bank.csv", cwd=tmp_path)
    run(command, "export", "json", "-o", "bank.json", cwd=tmp_path)
    assert (tmp_path / "bank.csv").stat().st_size > 1000
    assert (tmp_path / "bank.json").stat().st_size > 1000
    assert "The RLHF pipeline" in run(command, "show", "rlhf-pipeline", cwd=tmp_path)
    code = "import alignprep as a; b = a.load(); print(b.search('reward hacking')[0].id, b.packet().minutes, a.cite())"
    assert run(bare, "-c", code, cwd=tmp_path).startswith("reward-hacking 23 The alignprep authors (")


def test_a_bare_install_says_which_extra_is_missing(bare: Path, tmp_path: Path) -> None:
    command = bare.parent / "alignprep"
    listed = dict(line.split(maxsplit=1) for line in run(command, "exporters", cwd=tmp_path).splitlines())
    assert listed["csv"].endswith("ready")
    assert listed["json"].endswith("ready")
    for name in ("anki", "docx", "pdf"):
        assert listed[name].endswith(f"needs pip install 'alignprep[{name}]'")
        failed = subprocess.run([command, "export", name], cwd=tmp_path, capture_output=True, text=True)
        assert failed.returncode == 1
        assert f"run: pip install 'alignprep[{name}]'" in failed.stderr
        assert "Traceback" not in failed.stderr
    for extra, module in (("pandas", "pandas"), ("polars", "polars"), ("arrow", "pyarrow")):
        code = f"import alignprep; alignprep.load().to_{extra}()"
        failed = subprocess.run([bare, "-c", code], cwd=tmp_path, capture_output=True, text=True)
        assert failed.stderr.splitlines()[-1] == (
            f"alignprep.errors.MissingExtra: this needs {module}; run: pip install 'alignprep[{extra}]'"
        )
    failed = subprocess.run([command, "check", tmp_path], cwd=tmp_path, capture_output=True, text=True)
    assert failed.returncode == 1
    assert "pip install 'alignprep[content]'" in failed.stderr
    assert os.listdir(tmp_path) == []


def test_every_public_name_has_a_whole_type(bare: Path, tmp_path: Path) -> None:
    """As pyright judges an installed package (https://microsoft.github.io/pyright/#/typed-libraries)."""
    environment = {**os.environ, "VIRTUAL_ENV": str(bare.parent.parent)}
    environment["PATH"] = f"{bare.parent}{os.pathsep}{os.environ['PATH']}"
    checker = Path(sys.executable).with_name("basedpyright")
    command = [checker, "--verifytypes", "alignprep", "--ignoreexternal", "--outputjson"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    found = json.loads(done.stdout)["typeCompleteness"]
    assert found["exportedSymbolCounts"]["withKnownType"] > 500
    assert [one["name"] for one in found["symbols"] if one["isExported"] and not one["isTypeKnown"]] == []
    assert found["completenessScore"] == 1


@pytest.mark.parametrize("editable", [False, True], ids=["from the sdist", "editable"])
def test_other_installs_hold_the_bank_too(packages: Path, tmp_path: Path, editable: bool) -> None:
    (sdist,) = packages.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (tree,) = tmp_path.iterdir()
    target = tmp_path / "site"
    options = ["--no-build-isolation", "--no-deps", "--quiet", "--disable-pip-version-check", "--target", target]
    run(sys.executable, "-m", "pip", "install", *options, *(["--editable", tree] if editable else [sdist]))
    code = (
        "import site, sys; site.addsitedir(sys.argv[1]); sys.path.insert(0, sys.argv[2]); "
        "import alignprep; print(alignprep.load(), alignprep.__file__)"
    )
    first = tree if editable else target
    out = run(sys.executable, "-I", "-c", code, target, first, cwd=tmp_path)
    assert "<Bank" in out
    assert str(first) in out


def test_the_guides_exporter_works_as_its_own_wheel_on_any_bank(bare: Path, wheel: Path, tmp_path: Path) -> None:
    guide = (ROOT / "exporters" / "README.md").read_text(encoding="utf-8")
    files = dict(re.findall(r"^`([\w.]+)`:\n\n```\w+\n(.*?)^```$", guide, re.DOTALL | re.MULTILINE))
    assert set(files) == {"pyproject.toml", "alignprep_outline.py"}
    assert sum(text.count("\n") for text in files.values()) <= 40
    project = tmp_path / "project"
    project.mkdir()
    for name, text in files.items():
        (project / name).write_text(text, encoding="utf-8")
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path, project)
    (made,) = tmp_path.glob("*.whl")
    fresh = tmp_path / "fresh"
    venv.create(fresh, with_pip=True)
    python = fresh / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, made)
    foreign = read_content(ROOT / "tests" / "data" / "bank-de")
    (tmp_path / "fragen.json").write_bytes(dumps(document(select(foreign, edition="interviewer"))))
    commands = re.findall(r"^\$ (alignprep .*)$", guide, re.MULTILINE)
    assert len(commands) == 3
    outputs = [run(python.parent / "alignprep", *command.split()[1:], cwd=tmp_path) for command in commands]
    assert "outline" in outputs[0]
    ours, theirs = ((tmp_path / name).read_text(encoding="utf-8") for name in ("outline.md", "fragen.md"))
    head = "# AI Alignment Engineer interview questions\n\n2026.11.0, November 30, 2026\n\n## Beginner\n"
    assert ours.startswith(head)
    assert "\n2. Walk me through the RLHF pipeline" in ours
    assert theirs.startswith("# Interviewfragen zu Datenbanken\n\n1.2.0, 5. März 2026\n\n## Grundlagen\n")
    assert "\n3. Die Datenbank antwortet nicht mehr. Was tun Sie zuerst? (5 Minuten)\n" in theirs
    assert "alignment" not in theirs.lower()
