"""Runs the code samples that changed since their last green run, each with its real libraries; see `make samples`.

What each sample needs is pinned in content/code/README.md. What ran is recorded in content/code/results.json, and
tests/tools/test_samples.py holds the samples to that record. A sample runs in an environment of its own, in an empty
folder, without access to a network.
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

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "content" / "code"
README = CODE / "README.md"
RESULTS = CODE / "results.json"
ENVIRONMENTS = ROOT / ".samples"
SECONDS = 60
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
class Sample:
    """A sample and the packages that it needs."""

    path: Path
    pins: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """The hash of the file that is run."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def is_current(self, record: dict[str, object] | None) -> bool:
        """Whether a record is of this very file with these very pins."""
        return record is not None and record["sha256"] == self.sha256 and record["pins"] == list(self.pins)


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
    return [Sample(CODE / name, pins[name]) for name in sorted(pins)]


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


def run(sample: Sample, python: Path) -> dict[str, object]:
    """Runs a sample and returns its record; a ValueError with what it printed where it fails."""
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
            done = subprocess.run(
                [python, "-c", _OFFLINE, sample.path],
                cwd=folder,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise ValueError(f"{sample.path.name} ran for more than {SECONDS} seconds") from error
    if done.returncode:
        raise ValueError(f"{sample.path.name} failed:\n{done.stdout}")
    print(done.stdout, end="")
    freeze = subprocess.run(
        [python, "-m", "pip", "list", "--format=json", "--disable-pip-version-check"],
        check=True,
        capture_output=True,
        text=True,
    )
    installed = {package["name"].lower().replace("_", "-"): package["version"] for package in json.loads(freeze.stdout)}
    return {
        "sha256": sample.sha256,
        "pins": list(sample.pins),
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
