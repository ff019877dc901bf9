"""Labels of a bank that replace nothing are problems of `bank.yaml`, at their places."""

from __future__ import annotations

import shutil
from pathlib import Path

from alignprep.content.reader import check_content
from tests.conftest import ROOT


def test_problems_of_labels_have_their_places(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(ROOT / "tests" / "data" / "bank-de", content)
    path = content / "bank.yaml"
    lines = len(path.read_text(encoding="utf-8").splitlines())
    labels = """labels:
  Key points: Das Wichtige
  Key pionts: Das Wichtigste
  "Question {number}": Frage
  Hint: [Tipp]
"""
    path.write_text(path.read_text(encoding="utf-8") + labels, encoding="utf-8")
    bank, problems = check_content(content)
    assert bank is None
    assert [(one.line - lines, one.column, one.code, one.message, one.length) for one in problems] == [
        (3, 3, "AP304", "labels: alignprep nowhere says 'Key pionts'; did you mean 'Key points'?", 10),
        (4, 24, "AP304", "labels: has other placeholders than the text; it has {number}", 5),
        (5, 9, "AP303", "labels.Hint: text is expected; quote text that begins with { or [", 1),
    ]
