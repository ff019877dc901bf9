"""A PDF depends on its packet: not on settings of reportlab's, dates in the environment or the machine's zlib."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from alignprep import select
from alignprep_exporters import pdf
from alignprep_exporters.pdf.tagged.bare_reportlab import without_source_date_epoch
from tests.support.sample_bank import sample_bank

SCRIPT = """
import hashlib
from alignprep import select
from alignprep_exporters import pdf
from tests.support.sample_bank import sample_bank
print(hashlib.sha256(pdf.render(select(sample_bank(), edition="study"))).hexdigest())
"""
POISON = "invariant = 0\nuseA85 = 1\nttfAsciiReadable = 0\npageCompression = 0\ncanvas_basefontname = 'Courier'\n"


def digest() -> str:
    return hashlib.sha256(pdf.render(select(sample_bank(), edition="study"))).hexdigest()


def test_settings_files_and_variables_of_reportlab_change_nothing(tmp_path: Path, root: Path) -> None:
    trace = tmp_path / "trace"
    for name in (".reportlab_settings", ".reportlab_mods", "reportlab_settings.py", "reportlab_mods.py"):
        (tmp_path / name).write_text(f"{POISON}open({str(trace)!r}, 'a').write('ran')\n", encoding="utf-8")
    variables = {"RL_invariant": "0", "RL_ttfAsciiReadable": "0", "RL_useA85": "garbage", "SOURCE_DATE_EPOCH": "x"}
    path = f"{tmp_path}:{root}:{root / 'exporters'}"
    environment = {**os.environ, **variables, "HOME": str(tmp_path), "PYTHONPATH": path, "TZ": "Asia/Kathmandu"}
    run = subprocess.run([sys.executable, "-c", SCRIPT], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert run.stderr == ""
    assert run.stdout.strip() == digest()
    assert not trace.exists()


def test_the_machines_zlib_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest()

    def refuse(*arguments: object, **settings: object) -> bytes:
        raise AssertionError("zlib was asked to compress")

    monkeypatch.setattr(zlib, "compress", refuse)
    monkeypatch.setattr(zlib, "compressobj", refuse)
    assert digest() == before


def test_the_date_in_the_environment_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "garbage")
    with without_source_date_epoch():
        assert "SOURCE_DATE_EPOCH" not in os.environ
    assert os.environ["SOURCE_DATE_EPOCH"] == "garbage"
