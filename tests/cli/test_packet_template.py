"""Templates from files: what is read, and what the command says of what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alignprep import TemplateError
from alignprep.cli import packet as packet_command
from alignprep.cli.app import main
from alignprep.cli.packet import _naming, _read_template
from tests.support.docx_reader import parts
from tests.support.docx_templates import company


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def packet(*options: str) -> Result:
    return CliRunner().invoke(main, ["packet", "--numbers", "1", "-o", "packet.docx", *options])


def test_the_packet_takes_the_looks_of_the_file(folder: Path) -> None:
    (folder / "company.dotx").write_bytes(company())
    done = packet("--template", "company.dotx")
    assert done.exit_code == 0, done.output
    assert b"Georgia" in parts((folder / "packet.docx").read_bytes())["word/styles.xml"]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("none.docx", "none.docx cannot be read: no such file or directory"),
        ("folder", "folder cannot be read: is a directory"),
        ("text.docx", "text.docx is not a Word document (.docx or .dotx), or is damaged"),
    ],
)
def test_a_bad_template_is_one_line_and_no_packet(folder: Path, name: str, line: str) -> None:
    (folder / "folder").mkdir()
    (folder / "text.docx").write_text("Dear Sir or Madam", encoding="utf-8")
    done = packet("--template", name)
    assert (done.exit_code, done.stderr) == (1, f"alignprep: {line}\n")
    assert not (folder / "packet.docx").exists()


def test_a_huge_file_is_not_read_to_its_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packet_command, "_LARGEST", 1000)
    (folder / "a.docx").write_bytes(bytes(1000))
    assert len(_read_template(folder / "a.docx")) == 1000
    (folder / "a.docx").write_bytes(bytes(1001))
    with pytest.raises(TemplateError, match="too large for a template: it holds more than 1,000 bytes"):
        _read_template(folder / "a.docx")


def test_errors_begin_with_the_name_of_the_file() -> None:
    with pytest.raises(TemplateError, match=r"^a/b\.docx has no styles$"), _naming(Path("a/b.docx")):
        raise TemplateError("has no styles")
