"""Runs the code samples that changed since their last green run, each with its real libraries; see `make samples`.

What each sample needs is pinned in content/code/README.md. What ran and what it printed is recorded in
content/code/results.json, and tests/tools/test_samples.py holds the samples to that record. A sample runs in an
environment of its own, in an empty folder, without access to a network. Then each break of tests/data/breaks.yaml is
made in a copy, and an assertion of the sample has to notice it.
"""

from __future__ import annotations

import argparse
import datetime
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "content" / "code"
README = CODE / "README.md"
RESULTS = CODE / "results.json"
BREAKS = ROOT / "tests" / "data" / "breaks.yaml"
ENVIRONMENTS = ROOT / ".samples"
SECONDS = 120
"""How long a sample may run, on two CPU cores."""

_SECTION = re.compile(r"^## `(?P<name>[a-z0-9_]+\.py)`\n(?P<body>.*?)(?=^## |\Z)", re.M | re.S)
_PINS = re.compile(r"^```text\n(?P<pins>.*?)^```$", re.M | re.S)

# Runs a sample as a script in a process that reaches nothing beyond this machine.
_OFFLINE = """
import runpy, sys
def refuse(event, arguments):
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "localhost"
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host not in (None, "", "localhost", "127.0.0.1", "::1", b"localhost"):
        raise ConnectionError(f"a sample may not use the network: {host!r}")
sys.addaudithook(refuse)
sys.argv = [sys.argv[1]]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@dataclass(frozen=True)
class Break:
    """An edit after which a sample must fail, and what it breaks."""

    breaks: str
    find: str
    replace: str

    @property
    def digest(self) -> str:
        """The hash of the edit."""
        return hashlib.sha256(f"{self.find}\0{self.replace}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Sample:
    """A sample, the packages that it needs, and the breaks that it must notice."""

    path: Path
    pins: tuple[str, ...]
    breaks: tuple[Break, ...] = ()

    @property
    def sha256(self) -> str:
        """The hash of the file that is run."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def is_current(self, record: dict[str, object] | None) -> bool:
        """Whether a record is of this very file with these very pins and breaks."""
        return record is not None and {name: record.get(name) for name in self.state} == self.state

    @property
    def state(self) -> dict[str, object]:
        """What a record must say of it to be current."""
        breaks = {one.breaks: one.digest for one in self.breaks}
        return {"sha256": self.sha256, "pins": list(self.pins), "breaks": breaks}


def samples() -> list[Sample]:
    """Every sample with its pins; a ValueError where files and README do not match."""
    pins = {}
    for section in _SECTION.finditer(README.read_text(encoding="utf-8")):
        block = _PINS.search(section["body"])
        lines = block["pins"].split() if block else []
        if not block or not all(re.fullmatch(r"[A-Za-z0-9._\[\]-]+==[0-9][^ ]*", line) for line in lines):
            raise ValueError(f"{README.name}: {section['name']} needs a text block of exact pins")
        pins[section["name"]] = tuple(lines)
    files = {path.name for path in CODE.glob("*.py")}
    if files != set(pins):
        raise ValueError(f"{README.name} and the folder differ in {', '.join(sorted(files ^ set(pins)))}")
    listed = yaml.safe_load(BREAKS.read_text(encoding="utf-8"))
    if set(listed) != files:
        raise ValueError(f"{BREAKS.name} and the folder differ in {', '.join(sorted(files ^ set(listed)))}")
    return [
        Sample(
            CODE / name,
            pins[name],
            tuple(Break(**{key: str(said) for key, said in one.items()}) for one in listed[name]),
        )
        for name in sorted(pins)
    ]


def records() -> dict[str, dict[str, object]]:
    """What ran last, by file name."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}


def environment(sample: Sample) -> Path:
    """The interpreter of an environment with the sample's packages; it is kept for the next run."""
    folder = ENVIRONMENTS / sample.path.stem
    ready = folder / "pins.txt"
    wanted = "\n".join(sample.pins)
    python = folder / "bin" / "python"
    if ready.exists() and ready.read_text() == wanted:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    install: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    # Torch first and alone: then no other package can draw in its CUDA build.
    torch = [pin for pin in sample.pins if pin.startswith("torch==")]
    if torch:
        index = os.environ.get("SAMPLES_TORCH_INDEX")
        subprocess.run([*install, *(["--index-url", index] if index else []), *torch], check=True)
        cuda = subprocess.run([python, "-c", "import torch; print(torch.version.cuda)"], capture_output=True, text=True)
        if cuda.stdout.strip() != "None":
            raise ValueError("this is no CPU build of torch; set SAMPLES_TORCH_INDEX to PyTorch's index of CPU builds")
    if sample.pins:
        # uv resolves in seconds what takes pip half an hour.
        uv = Path(sys.executable).with_name("uv")
        subprocess.run([uv, "pip", "install", "--quiet", "--python", python, *sample.pins], check=True)
    ready.write_text(wanted)
    return python


def _script(path: Path, python: Path) -> subprocess.CompletedProcess[str]:
    """Runs a script offline in an empty folder; a ValueError if it takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        variables = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": folder,
            "TMPDIR": folder,
            "PYTHONHASHSEED": "0",
            "PYTHONUTF8": "1",
            "PYTHONUNBUFFERED": "1",
            "HF_HUB_OFFLINE": "1",
            "CUDA_VISIBLE_DEVICES": "",
        }
        try:
            return subprocess.run(
                [python, "-c", _OFFLINE, path],
                cwd=folder,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise ValueError(f"{path.name} ran for more than {SECONDS} seconds") from error


def notices(sample: Sample, one: Break, python: Path) -> None:
    """Makes a break in a copy of a sample; a ValueError unless an assertion of the sample fails then."""
    source = sample.path.read_text(encoding="utf-8")
    if source.count(one.find) != 1:
        raise ValueError(
            f"{sample.path.name}: {one.breaks}: {one.find!r} is there {source.count(one.find)} times, not once"
        )
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / sample.path.name
        copy.write_text(source.replace(one.find, one.replace), encoding="utf-8")
        done = _script(copy, python)
    if not done.returncode or "\nAssertionError" not in f"\n{done.stdout}":
        raise ValueError(f"{sample.path.name}: no assertion notices this break: {one.breaks}\n{done.stdout}")
    print(f"notices: {one.breaks}", flush=True)


def run(sample: Sample, python: Path) -> dict[str, object]:
    """Runs a sample and its breaks and returns its record; a ValueError with what it printed where one fails."""
    done = _script(sample.path, python)
    if done.returncode:
        raise ValueError(f"{sample.path.name} failed:\n{done.stdout}")
    print(done.stdout, end="")
    for one in sample.breaks:
        notices(sample, one, python)
    freeze = subprocess.run(
        [python, "-m", "pip", "list", "--format=json", "--disable-pip-version-check"],
        check=True,
        capture_output=True,
        text=True,
    )
    installed = {package["name"].lower().replace("_", "-"): package["version"] for package in json.loads(freeze.stdout)}
    return {
        **sample.state,
        "printed": done.stdout.splitlines(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "ran": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "packages": {name: installed[name] for name in sorted(installed.keys() - {"pip", "setuptools"})},
    }


def main(arguments: list[str] | None = None) -> int:
    """Runs what changed, or what is named; the exit status is 1 if a sample failed."""
    parser = argparse.ArgumentParser(prog="samples", description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", metavar="SAMPLE", help="file names; all that changed if none is given")
    parser.add_argument("--all", action="store_true", help="run those that did not change, too")
    options = parser.parse_args(arguments)
    found = samples()
    unknown = set(options.names) - {sample.path.name for sample in found}
    if unknown:
        parser.error(f"there is no sample {', '.join(sorted(unknown))}")
    known = {name: record for name, record in records().items() if name in {sample.path.name for sample in found}}
    chosen = [
        sample
        for sample in found
        if sample.path.name in options.names
        or (not options.names and (options.all or not sample.is_current(known.get(sample.path.name))))
    ]
    print(f"{len(found)} samples, {len(chosen)} to run")
    failed = 0
    for sample in chosen:
        print(f"--- {sample.path.name}", flush=True)
        try:
            known[sample.path.name] = run(sample, environment(sample))
        except (ValueError, subprocess.CalledProcessError) as error:
            print(error, file=sys.stderr)
            failed += 1
        text = json.dumps(known, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        RESULTS.with_suffix(".tmp").write_text(text, encoding="utf-8")
        RESULTS.with_suffix(".tmp").replace(RESULTS)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
