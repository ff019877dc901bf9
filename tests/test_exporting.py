from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from alignprep import exporting
from alignprep.errors import ExporterClash, ExporterError, MissingExtra, UnknownExporter

METADATA = "Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\n{more}"


def install(folder: Path, name: str, points: str, more: str = "", editions: str = "") -> None:
    """Lay down the metadata of an installed distribution."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(METADATA.format(name=name, more=more), encoding="utf-8")
    text = f"[alignprep.exporters]\n{points}\n[alignprep.editions]\n{editions}\n"
    (info / "entry_points.txt").write_text(text, encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def test_ours_are_offered_like_anybodys() -> None:
    assert [offer.name for offer in exporting.offers() if offer.distribution == "alignprep"] == [
        "anki", "anki-interviewer", "anki-text", "anki-text-facts", "anki-text-interviewer", "croissant", "csv",
        "csv-facts", "csv-follow-ups", "csv-references", "datapackage", "dataset-card", "docx", "html", "json", "jsonl",
        "pdf", "pdf-answers", "pdf-quick",
    ]  # fmt: skip
    for offer in exporting.offers():
        exporter = offer.load()
        assert isinstance(exporter, exporting.Exporter)
        assert exporter.suffix.startswith(".")


def test_a_plug_in_is_found_and_loaded_on_use(site: Path) -> None:
    (site / "plugin_a.py").write_text("suffix = '.txt'\ndef render(packet): return b'x'\n", encoding="utf-8")
    install(site, "plugin-a", "texty = plugin_a")
    offer = exporting.find("texty")
    assert "plugin_a" not in sys.modules
    assert (offer.distribution, offer.missing) == ("plugin-a", ())
    assert offer.load().suffix == ".txt"


def test_an_exporter_names_its_edition_without_being_imported(site: Path) -> None:
    named = "fuller = alignprep:Edition.INTERVIEWER\npdf = alignprep:Edition.CANDIDATE\nodd = alignprep:Edition.FULL"
    install(site, "plugin-a", "fuller = no_module\nplain = no_module\nodd = no_module", editions=named)
    assert exporting.find("fuller").edition == "interviewer"
    assert exporting.find("plain").edition == "study"
    assert exporting.find("pdf").edition == "study"  # Only its own distribution says so.
    with pytest.raises(ExporterError, match=r"'odd' takes the edition 'alignprep:Edition\.FULL'; there are alignprep:"):
        _ = exporting.find("odd").edition
    ours = {offer.name: str(offer.edition) for offer in exporting.offers() if offer.distribution == "alignprep"}
    fuller = {name for name, edition in ours.items() if edition != "study"}
    assert fuller == {"html", *(name for name in ours if "anki" in name)}


def test_an_exporter_says_that_it_makes_booklets_without_being_imported(site: Path) -> None:
    ours = [offer for offer in exporting.offers() if offer.distribution == "alignprep"]
    assert {offer.name for offer in ours if offer.booklets} == {"pdf", "pdf-answers", "pdf-quick"}
    named = "[alignprep.booklets]\nfolder = no_module"
    install(site, "plugin-a", "folder = no_module\nflat = no_module", editions=named)
    assert exporting.find("folder").booklets
    assert not exporting.find("flat").booklets
    exporting.require_booklets("folder")
    able = r"'flat' makes no booklets; those that do: folder, pdf, pdf-answers, pdf-quick"
    with pytest.raises(ExporterError, match=able):
        exporting.require_booklets("flat")


def test_an_unknown_name_gets_the_nearest() -> None:
    with pytest.raises(UnknownExporter, match="no exporter 'pfd'; did you mean 'pdf'"):
        exporting.find("pfd")


def test_a_clash_is_an_error(site: Path) -> None:
    install(site, "rival", "pdf = rival")
    with pytest.raises(
        ExporterClash, match=r"two exporters are called 'pdf': alignprep_exporters\.pdf of alignprep and rival"
    ):
        exporting.offers()


def test_a_clash_spoils_no_other_name(site: Path) -> None:
    install(site, "rival", "pdf = rival")
    assert exporting.find("csv").distribution == "alignprep"
    with pytest.raises(ExporterClash, match="two exporters are called 'pdf'"):
        exporting.find("pdf")


@pytest.mark.parametrize("metadata", [None, "", "Metadata-Version: 2.4\n", "\x00"])
def test_a_distribution_with_damaged_metadata_is_nobodys(site: Path, metadata: str | None) -> None:
    install(site, "broken", "csv = broken\nodd = broken")
    (site / "broken-1.0.dist-info" / "METADATA").unlink()
    if metadata is not None:
        (site / "broken-1.0.dist-info" / "METADATA").write_text(metadata)
    assert exporting.find("odd").distribution == ""
    with pytest.raises(ExporterClash, match=r"broken of nobody and alignprep_exporters\.csv of alignprep"):
        exporting.find("csv")


def test_a_missing_extra_says_what_to_install(site: Path) -> None:
    install(
        site,
        "plugin-b",
        "fancy = plugin_b",
        'Requires-Dist: no-such-thing>=2; extra == "fancy"\nProvides-Extra: fancy\n',
    )
    offer = exporting.find("fancy")
    assert offer.missing == ("no-such-thing",)
    with pytest.raises(MissingExtra, match=r"pip install 'plugin-b\[fancy\]'"):
        offer.load()


def test_what_is_no_exporter_is_refused(site: Path) -> None:
    (site / "plugin_c.py").write_text("suffix = 1\n", encoding="utf-8")
    install(site, "plugin-c", "broken = plugin_c")
    with pytest.raises(ExporterError, match="no `suffix: str` or no `render"):
        exporting.find("broken").load()


@pytest.mark.parametrize("suffix", ["", "pdf", "./x", ".", "..", "./../../x", ".a/b", ".a\n", ".é", "." + "a" * 99])
def test_a_suffix_is_a_files_ending(site: Path, suffix: str) -> None:
    name = f"plugin_suffix_{suffix.encode().hex()[:20]}"
    (site / f"{name}.py").write_text(f"suffix = {suffix!r}\ndef render(packet): return b''\n", encoding="utf-8")
    install(site, "plugin-s", f"odd = {name}")
    with pytest.raises(ExporterError, match=r"which is not an ending such as \.pdf"):
        exporting.find("odd").load()


def test_a_bug_inside_a_plug_in_keeps_its_traceback(site: Path) -> None:
    (site / "plugin_d.py").write_text("import no_such_module_of_theirs\n", encoding="utf-8")
    install(site, "plugin-d", "buggy = plugin_d")
    with pytest.raises(ModuleNotFoundError, match="no_such_module_of_theirs"):
        exporting.find("buggy").load()


def test_an_entry_point_without_a_distribution_is_no_problem() -> None:
    point = EntryPoint("x", "json", exporting.GROUP)
    assert exporting._single_offer([point]).missing == ()
