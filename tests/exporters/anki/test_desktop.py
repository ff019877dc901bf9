"""The cards in Anki's desktop program, without a mouse."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from alignprep import select
from alignprep_exporters import anki
from tests.support.anki_client import import_package
from tests.support.anki_desktop import PROFILE, desktop
from tests.support.sample_bank import sample_bank

pytestmark = [pytest.mark.acceptance, pytest.mark.usefixtures("before_our_time")]


def test_what_opens_and_what_is_ticked_needs_no_mouse(tmp_path: Path) -> None:
    engine = Path(sys.prefix) / "engines" / "desktop"
    assert (engine / "aqt").is_dir(), "the desktop program is not installed; run: make acceptance"
    (tmp_path / PROFILE).mkdir()
    import_package(tmp_path / PROFILE / "collection.anki2", anki.render(select(sample_bank(), edition="interviewer")))
    with desktop(tmp_path, engine) as program:
        program.wait(lambda state: state["side"] == "question")
        program.tab_to("Nudge")
        program.press("shift+space")
        front = program.wait(lambda state: bool(state["open"]))
        assert (front["side"], front["open"]) == ("question", ["Nudge"])
        program.press("space")
        back = program.wait(lambda state: state["side"] == "answer" and "ticked" in state)
        assert (back["open"], back["ticked"]) == ([], 0)
        program.press("alt+1")
        program.wait(lambda state: state["ticked"] == 1)
        program.press("alt+3")
        program.wait(lambda state: state["ticked"] == 2)
        program.tab_to("Say it")
        program.press("shift+Return")
        said = program.wait(lambda state: bool(state["open"]))
        assert (said["side"], said["open"], said["ticked"]) == ("answer", ["Say it"], 2)
