"""The locks: read with all that they say, and fit for every platform."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tools.lock import Pin, pins

TEXT = """\
# a comment
Some_Name==1.0 ; os_name == 'nt' \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
    # via alignprep (pyproject.toml:build)
other.name==2.0.1 \\
    --hash=sha256:{a}
    # via
    #   some-name
    #   third
third==3
loose>=1
-r more.txt
""".format(a="a" * 64, b="b" * 64)


def read(root: Path, name: str) -> tuple[Pin, ...]:
    return pins((root / name).read_text(encoding="utf-8"))


def test_pins_are_read_with_all_that_is_said_of_them() -> None:
    a, b = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"
    assert pins(TEXT) == (
        Pin("some-name", "1.0", "os_name == 'nt'", (a, b), ("alignprep (pyproject.toml:build)",)),
        Pin("other-name", "2.0.1", "", (a,), ("some-name", "third")),
        Pin("third", "3", "", (), ()),
    )
    assert pins("") == pins("\x00\n==\n# via x\n") == ()


@pytest.mark.parametrize("name", ["constraints.txt", "constraints-quick.txt", "constraints-dev.txt"])
def test_every_pin_has_hashes(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    found = pins(text)
    assert len(found) == len(re.findall(r"^\S+==", text, re.MULTILINE)) > 6
    assert [pin.name for pin in found if not pin.hashes] == []
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for pin in found for digest in pin.hashes)


def test_what_builds_is_pinned_once_and_can_be_had_everywhere(root: Path) -> None:
    """A wheel and a source archive at least; which wheels there are, `test_files_for_every_platform` asks."""
    found = read(root, "constraints.txt")
    assert [name for name, count in Counter(pin.name for pin in found).items() if count > 1] == []
    assert [pin.name for pin in found if len(pin.hashes) < 2] == []


@pytest.mark.parametrize("name", ["constraints.txt", "constraints-quick.txt"])
def test_the_largest_lock_holds_the_others(root: Path, name: str) -> None:
    everything = {pin.name: pin for pin in read(root, "constraints-dev.txt")}
    for pin in read(root, name):
        found = everything[pin.name]
        assert (found.version, set(found.hashes)) == (pin.version, set(pin.hashes))


@pytest.mark.acceptance
@pytest.mark.parametrize("minor", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize(
    "platform",
    [
        "x86_64-manylinux_2_28", "aarch64-manylinux_2_28", "x86_64-unknown-linux-musl", "aarch64-apple-darwin",
        "x86_64-apple-darwin", "x86_64-pc-windows-msvc",
    ],
)  # fmt: skip
def test_files_for_every_platform(root: Path, tmp_path: Path, platform: str, minor: str) -> None:
    """The index has a wheel, under one of the locked hashes, of every pin for every platform; asks the network."""
    command = [
        Path(sys.executable).with_name("uv"), "pip", "install", "--dry-run", "--require-hashes", "--no-deps",
        "--python-platform", platform, "--python-version", minor, "--target", tmp_path, "--only-binary", ":all:",
        "--requirement", root / "constraints.txt",
    ]  # fmt: skip
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    wanted = len([pin for pin in read(root, "constraints.txt") if not pin.marker or "windows" in platform])
    assert len(re.findall(r"^ \+ ", run.stderr, re.MULTILINE)) == wanted
