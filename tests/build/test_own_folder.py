"""A build writes into no folder of others."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from alignprep.bank.bank import Bank
from alignprep.build import build as building
from alignprep.build.build import build
from alignprep.build.manifest import MANIFEST, Origin
from alignprep.build.own_folder import is_own, refuse_content
from alignprep.errors import OutputError
from alignprep.files import exchange
from alignprep.files.publishing import RELEASE_SUMS, SUMS
from alignprep.model.records import BankData, Product
from tests.support.bad_luck import tree
from tests.support.sample_bank import bank_data, sample_bank

ORIGIN = Origin("swh:1:dir:0", {})
CSV, FACTS = Product(file="questions", exporter="csv"), Product(file="facts", exporter="csv-facts")
STEMS = {"questions", "facts"}


def rival() -> Bank:
    return Bank(BankData.model_validate({**bank_data(), "slug": "rival"}))


def lay(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", "-").replace("_", ".")).write_text(text)
    return folder


def sums(*names: str) -> str:
    return "".join(f"{'0' * 64}  {name}\n" for name in names)


def manifest(slug: object, *names: str) -> str:
    return json.dumps({"data": {"slug": slug}, "files": [{"name": name} for name in names]})


OWN = {
    "empty": {},
    "a page, checksums and a hidden file": {
        "README_md": "x", "SHA256SUMS": sums("questions.csv"), "RELEASE__SHA256SUMS": sums("x"), "_hidden": "x",
    },
    "a manifest": {"manifest_json": manifest("sample"), "others_txt": "x", "questions_csv": "x"},
    "every file listed": {"questions_csv": "x", "facts_csv": "x", "SHA256SUMS": sums("questions.csv", "facts.csv")},
}  # fmt: skip
FOREIGN = {
    "a file": {"a_txt": "x"},
    "a file beside one that is listed": {"questions_csv": "x", "a_txt": "x", "SHA256SUMS": sums("questions.csv")},
    "a product that is not listed": {"questions_csv": "x"},
    "downloads with checksums of their own": {"big_iso": "x", "SHA256SUMS": sums("big.iso")},
    "checksums of downloads": {"SHA256SUMS": sums("big.iso")},
    "another bank's": {"manifest_json": manifest("rival"), "questions_csv": "x", "SHA256SUMS": sums("questions.csv")},
    "a manifest of something else": {"manifest_json": '{"name": "app"}'},
    "a manifest that is none": {"manifest_json": "[" * 10_000},
    "a slug that is none": {"manifest_json": manifest(["sample"])},
}


@pytest.mark.parametrize("kind", OWN)
def test_a_folder_of_its_own(tmp_path: Path, kind: str) -> None:
    assert is_own(tmp_path / "new", "sample", STEMS)
    assert is_own(lay(tmp_path, **OWN[kind]), "sample", STEMS)


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_folder_of_others_is_refused_and_stays_as_it_is(tmp_path: Path, kind: str) -> None:
    before = tree(lay(tmp_path / "dist", **FOREIGN[kind]))
    with pytest.raises(OutputError, match=r"dist holds .*; choose another folder, or allow it with --force$"):
        build(sample_bank(), tmp_path / "dist", products=[CSV], origin=ORIGIN)
    assert tree(tmp_path / "dist") == before
    assert os.listdir(tmp_path) == ["dist"]


def test_the_message_names_two_of_the_files_or_the_other_bank(tmp_path: Path) -> None:
    lay(tmp_path / "dist", a_txt="", b_txt="", c_txt="")
    (tmp_path / "dist" / "a folder").mkdir()
    with pytest.raises(OutputError, match=r"files that no build of this bank made, such as a folder and a\.txt;"):
        build(sample_bank(), tmp_path / "dist", products=[CSV])
    lay(tmp_path / "dist", manifest_json=manifest("rival"))
    with pytest.raises(OutputError, match="holds the files of another bank, 'rival';"):
        build(sample_bank(), tmp_path / "dist", products=[CSV])


@pytest.mark.parametrize("way", ["exchanged", "one by one"])
def test_with_force_only_files_of_the_same_names_are_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    dist = tmp_path / "dist"
    build(rival(), dist, products=[CSV, FACTS], origin=ORIGIN)
    theirs = tree(lay(dist, a_txt="mine"))
    if way == "one by one":

        def cannot(*_: Path) -> None:
            raise OSError

        monkeypatch.setattr(exchange, "_exchange", cannot)
    build(sample_bank(), dist, products=[CSV], origin=ORIGIN, force=True)
    made = tree(dist)
    assert made.keys() == theirs.keys()
    assert {name for name in made if made[name] == theirs[name]} >= {"facts.csv", "a.txt"}
    assert json.loads(made[MANIFEST])["data"]["slug"] == sample_bank().slug
    assert made[SUMS].decode()[66:] == "questions.csv\n"
    build(sample_bank(), dist, products=[CSV], origin=ORIGIN)
    assert tree(dist) == made, "the folder is now its own, and what others made there stays"


def test_in_its_own_folder_what_no_build_has_listed_is_not_replaced(tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    build(sample_bank(), dist, products=[CSV], origin=ORIGIN)
    (dist / "facts.csv").write_text("mine")
    before = tree(dist)
    message = r"dist holds facts\.csv, which no build made; move it, choose another folder, or let it be replaced with"
    with pytest.raises(OutputError, match=message):
        build(sample_bank(), dist, products=[CSV, FACTS], origin=ORIGIN)
    assert tree(dist) == before
    build(sample_bank(), dist, products=[CSV, FACTS], origin=ORIGIN, force=True)
    assert (dist / "facts.csv").read_bytes() != b"mine"


def test_a_page_of_ones_own_is_not_replaced_by_a_product_of_its_name(tmp_path: Path) -> None:
    dist = lay(tmp_path / "dist", README_md="mine")
    products = [Product(file="README", exporter="dataset-card"), Product(file="questions", exporter="jsonl")]
    with pytest.raises(OutputError, match=r"holds README\.md, which no build made"):
        build(sample_bank(), dist, products=products)
    assert tree(dist) == {"README.md": b"mine"}


def test_the_manifest_lists_its_files_too(tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    build(sample_bank(), dist, products=[CSV], origin=ORIGIN)
    for name in (SUMS, RELEASE_SUMS):
        (dist / name).unlink()
    build(sample_bank(), dist, products=[CSV], origin=ORIGIN)
    assert (dist / SUMS).is_file()


def test_of_two_banks_at_once_one_gets_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have found it empty; they publish one after the other."""
    both, real, said = threading.Barrier(2), building.run, []

    def together(*arguments: Any, **more: Any) -> Any:
        made = real(*arguments, **more)
        both.wait(600)
        return made

    monkeypatch.setattr(building, "run", together)

    def work(bank: Bank) -> None:
        try:
            said.append(build(bank, tmp_path / "dist", products=[CSV], origin=ORIGIN))
        except OutputError as error:
            said.append(error)

    threads = [threading.Thread(target=work, args=[bank]) for bank in (sample_bank(), rival())]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (refused,) = [one for one in said if isinstance(one, OutputError)]
    assert "holds the files of another bank" in str(refused)
    assert len(said) == 2


def test_a_link_to_a_folder_is_that_folder(tmp_path: Path) -> None:
    lay(tmp_path / "elsewhere", a_txt="mine")
    (tmp_path / "dist").symlink_to("elsewhere")
    with pytest.raises(OutputError, match=r"dist holds files that no build of this bank made, such as a\.txt;"):
        build(sample_bank(), tmp_path / "dist", products=[CSV])


WAYS: dict[str, Callable[[Path], Path]] = {
    "itself": lambda root: root / "content",
    "below it": lambda root: root / "content" / "a" / "b",
    "by a link": lambda root: root / "link" / "dist",
    "over a detour": lambda root: root / "content" / ".." / "content",
    "above it": lambda root: root,
    "far above it": lambda root: root.parent,
}


@pytest.mark.parametrize("way", WAYS)
def test_the_content_folder_is_no_place(tmp_path: Path, way: str) -> None:
    root = tmp_path / "project"
    (root / "content" / "a").mkdir(parents=True)
    (root / "link").symlink_to("content")
    with pytest.raises(OutputError, match=r"the content folder; choose another folder, such as --dist .*dist$"):
        refuse_content(WAYS[way](root), root / "content")


@pytest.mark.parametrize("other", ["dist", "contents", "content.dist", "deep/er", "content/../dist"])
def test_beside_the_content_folder_is_one(tmp_path: Path, other: str) -> None:
    (tmp_path / "content").mkdir()
    refuse_content(tmp_path / other, tmp_path / "content")
