"""The fonts that a bank brings: read with it, and each fault at the font's name in `bank.yaml`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from alignprep.bank.bank import read_bank
from alignprep.content.reader import check_content, read_content, survey
from alignprep.packet.packet import select
from tests.support.foreign_bank import BANK, write_folder
from tests.support.tiny_font import tiny_font


def folder_with(tmp_path: Path, names: str, **files: bytes) -> Path:
    content = write_folder(tmp_path / "content", bank=f"{BANK}fonts: {names}\n")
    (content / "fonts").mkdir()
    for name, data in files.items():
        (content / "fonts" / f"{name}.ttf").write_bytes(data)
    return content


def said(content: Path) -> list[str]:
    line = len(BANK.splitlines()) + 1
    problems = check_content(content)[1]
    assert survey(content).problems == problems
    return [
        f"{problem.file.removeprefix(content.as_posix() + '/')}:{problem.line - line if problem.line else ''}:"
        f"{problem.column} {problem.code} {problem.message}"
        for problem in problems
    ]


def test_the_fonts_are_read_in_their_order(tmp_path: Path) -> None:
    first, second = tiny_font("b"), tiny_font("a")
    content = folder_with(tmp_path, "[Zed.ttf, Ab-1_x.ttf]", Zed=first, **{"Ab-1_x": second})
    bank = read_content(content)
    assert list(bank.fonts.items()) == [("Zed.ttf", first), ("Ab-1_x.ttf", second)]
    packet = select(bank, edition="candidate")
    assert packet.fonts == bank.fonts
    assert "Zed" not in repr(packet)
    assert hash(packet) == hash(select(bank, edition="candidate"))


def test_json_names_the_fonts_and_does_not_hold_them(tmp_path: Path) -> None:
    bank = read_content(folder_with(tmp_path, "[Tiny.ttf]", Tiny=tiny_font("a")))
    read = read_bank(bank.to_json())
    assert len(bank.to_json()) < 10_000
    assert read.profile.fonts == ("Tiny.ttf",)
    assert (read.fonts, read.data, read == bank) == ({}, bank.data, True)


def test_files_that_nobody_names_are_not_opened(tmp_path: Path) -> None:
    content = folder_with(tmp_path, "[Tiny.ttf]", Tiny=tiny_font("a"), Other=b"no font")
    (content / "fonts" / "OFL License (1).txt").write_bytes(b"\xff")
    (content / "fonts" / "link.ttf").symlink_to("nowhere")
    assert said(content) == []
    assert list(read_content(content).fonts) == ["Tiny.ttf"]


def test_each_fault_is_at_the_name(tmp_path: Path) -> None:
    content = folder_with(
        tmp_path,
        "[Good.ttf, Goood.ttf, Bad.ttf, Mine.ttf]",
        Good=tiny_font("a"), Bad=b"OTTO", Mine=tiny_font("a", embedding=2),
    )  # fmt: skip
    assert said(content) == [
        "bank.yaml:0:19 AP515 Goood.ttf is not in the folder fonts; did you mean 'Good.ttf'?",
        "bank.yaml:0:30 AP515 Bad.ttf is an OpenType font with CFF outlines; a TrueType font (.ttf with a glyf table) "
        "is needed",
        "bank.yaml:0:39 AP515 Mine.ttf must not be embedded in documents, says its license (OS/2 fsType)",
    ]


def codes(content: Path) -> list[str]:
    return [problem.split(" ", 2)[1] for problem in said(content)]


def test_names_and_their_number(tmp_path: Path) -> None:
    tiny = tiny_font("a")
    assert codes(folder_with(tmp_path / "1", "[../bank.yaml, a.otf, con.ttf, Tiny.ttf]", Tiny=tiny)) == ["AP304"] * 3
    assert codes(folder_with(tmp_path / "2", "[Tiny.ttf, Tiny.ttf]", Tiny=tiny)) == ["AP307"]
    names = [f"f{number}" for number in range(9)]
    listed = f"[{', '.join(f'{name}.ttf' for name in names)}]"
    assert codes(folder_with(tmp_path / "3", listed, **dict.fromkeys(names, tiny))) == ["AP305"]


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    content = folder_with(tmp_path, "[Tiny.ttf]", Tiny=b"")
    os.truncate(content / "fonts" / "Tiny.ttf", (32 << 20) + 1)
    assert said(content) == ["fonts/Tiny.ttf::0 AP102 is larger than 33,554,432 bytes"]


@pytest.mark.parametrize("what", ["file", "folder"])
def test_links_are_not_followed(what: str, tmp_path: Path) -> None:
    content = folder_with(tmp_path, "[Tiny.ttf]", Tiny=tiny_font("a"))
    path = content / "fonts" / "Tiny.ttf" if what == "file" else content / "fonts"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    (problem,) = said(content)
    assert "AP109" in problem


def test_a_section_may_be_called_fonts(tmp_path: Path) -> None:
    content = write_folder(tmp_path / "content", bank=BANK.replace("{id: later,", "{id: fonts,"))
    (content / "basics" / "question-2.yaml").rename(content / "moved.yaml")
    (content / "fonts").mkdir()
    (content / "moved.yaml").rename(content / "fonts" / "question-2.yaml")
    assert said(content) == []
    assert read_content(content)["question-2"].section == "fonts"
