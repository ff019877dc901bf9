"""The tool that keeps the catalogs: what is translated stays, what is new is added, what is gone goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools import messages

OLD = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Language: fr\n"

msgid "Hint"
msgstr "Indice"

msgid "Nobody says this any more"
msgstr "Personne"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree of its own, for what the tool writes."""
    locales = tmp_path / "locale"
    path = locales / "fr" / "LC_MESSAGES" / "alignprep.po"
    path.parent.mkdir(parents=True)
    path.write_text(OLD, encoding="utf-8")
    monkeypatch.setattr(messages, "LOCALES", locales)
    monkeypatch.setattr(messages, "TEMPLATE", tmp_path / "alignprep.pot")
    monkeypatch.setattr(messages, "_ROOT", tmp_path)
    texts = Catalog(fuzzy=False)
    for text in ("Hint", "Hints", ("{count} question", "{count} questions")):
        texts.add(text, locations=[("a.py", 7)])
    monkeypatch.setattr(messages, "extracted", lambda: texts)
    return locales


def test_catalogs_are_updated_and_begun(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages.main(["sv_FI"])
    french = (folder / "fr" / "LC_MESSAGES" / "alignprep.po").read_text(encoding="utf-8")
    assert 'msgid "Hint"\nmsgstr "Indice"\n' in french
    assert 'msgid "Hints"\nmsgstr ""\n' in french  # Never guessed from a text that is alike.
    assert "Personne" not in french
    assert "#: a.py\n" in french
    swedish = (folder / "sv_FI" / "LC_MESSAGES" / "alignprep.po").read_text(encoding="utf-8")
    assert '"Language: sv_FI\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"' in swedish
    assert 'msgid_plural "{count} questions"\nmsgstr[0] ""\nmsgstr[1] ""\n' in swedish
    assert (folder / "fr" / "LC_MESSAGES" / "alignprep.mo").exists()
    assert capsys.readouterr().out.splitlines() == [
        "locale/fr/LC_MESSAGES/alignprep.po: 2 texts without a translation",
        "locale/sv_FI/LC_MESSAGES/alignprep.po: 3 texts without a translation",
    ]


def test_a_second_run_changes_nothing(folder: Path) -> None:
    messages.main([])
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    messages.main([])
    assert files == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert not [path for path, data in files.items() if b"Date" in data or b"Babel" in data]
