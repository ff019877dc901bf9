"""The dataset card and the Croissant description, in the hands of the libraries that read them."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from alignprep import Packet, __version__, cite, load, select
from alignprep.bank.bank import Bank
from alignprep.build.build import products_of
from alignprep.errors import ExporterError
from alignprep.exporting import find
from alignprep.model.field_types import FrozenDict
from alignprep.model.records import SCHEMA_VERSION, NamedLicense
from alignprep_exporters.csv import package
from alignprep_exporters.dataset import card, croissant
from alignprep_exporters.json import lines
from alignprep_exporters.json import render as render_bank
from tests.support.csv_reader import family
from tests.support.sample_bank import question, release, sample_bank

EDITIONS = ("study", "interviewer")
OWN = NamedLicense(name="Ours alone", url="https://example.org/terms")
PRODUCT_NAMES = {product.file + find(product.exporter).load().suffix for product in products_of(load())}


def write(folder: Path, packet: Packet) -> None:
    """The data as a build publishes it, the card under the name that it has on the Hub."""
    made = {
        **family(packet),
        "alignprep.json": render_bank(packet),
        "questions.jsonl": lines.render(packet),
        "croissant.json": croissant.render(packet),
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    (folder / "README.md").write_bytes(card.render(packet))


def head(packet: Packet) -> dict[str, Any]:
    _, front, _ = card.render(packet).decode("utf-8").split("---\n", 2)
    loaded: dict[str, Any] = yaml.safe_load(front)
    return loaded


def python(code: str, folder: Path) -> str:
    environment = {
        **os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(folder.parent / "home"),
        "HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9",
    }  # fmt: skip
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("exporter", [card, croissant])
def test_a_candidates_copy_is_no_data_set(exporter: Any) -> None:
    with pytest.raises(ExporterError, match="description of the data set cannot be made of the candidate edition"):
        exporter.render(select(sample_bank(), edition="candidate"))


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_head_names_what_is_there(edition: str) -> None:
    packet = select(sample_bank(), edition=edition)
    found = head(packet)
    assert found["pretty_name"] == "A sample bank <&>"
    assert found["license"] == ["cc-by-4.0", "mit"]
    assert found["language"] == ["en"]
    assert found["size_categories"] == ["n<1K"]
    assert [config["data_files"] for config in found["configs"]] == ["questions.jsonl"]
    (info,) = found["dataset_info"]
    first = json.loads(lines.render(packet).splitlines()[0])
    assert [feature["name"] for feature in info["features"]] == list(first)


@pytest.mark.parametrize(("count", "size"), [(1, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10**4, "10K<n<100K")])
def test_sizes(count: int, size: str) -> None:
    assert card._size(count) == size


def test_a_title_is_no_markup_in_the_card() -> None:
    text = card.render(select(sample_bank(), edition="study")).decode("utf-8")
    assert "\n# A sample bank \\<\\&\\>\n" in text
    assert "| Section Two \\& more |" in text


def citations(packet: Packet) -> set[str]:
    """The BibTeX entries of the card and of Croissant."""
    (in_card,) = re.findall(r"```bibtex\n(.*?)\n```", card.render(packet).decode("utf-8"), re.DOTALL)
    return {in_card, json.loads(croissant.render(packet))["citeAs"]}


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_citation_is_what_cite_says(edition: str) -> None:
    assert citations(select(load(), edition=edition)) == {cite("bibtex")}


def test_a_title_is_no_latex_in_the_citation() -> None:
    data = sample_bank().data.model_copy(update={"title": r"50 % of $x_1$ & {more} \today ~^#"})
    (text,) = citations(select(Bank(data)))
    title = r"50 \% of \$x\_1\$ \& \{more\} \textbackslash{}today \textasciitilde{}\textasciicircum{}\#"
    assert f"  title   = {{{{{title}}}}},\n" in text
    assert text.startswith(f"@misc{{alignprep-{data.version},\n")


def test_a_license_that_the_hub_does_not_know() -> None:
    bank = sample_bank()
    for license, url in (("0BSD", "https://spdx.org/licenses/0BSD.html"), ("MIT OR 0BSD", ""), (OWN, OWN.url)):
        other = Bank(bank.data.model_copy(update={"license": license}))
        packet = select(other, edition="study")
        assert head(packet)["license"] == ["other", "mit"]
        name = license if isinstance(license, str) else license.name
        assert name in card.render(packet).decode("utf-8")
        described = json.loads(croissant.render(packet))
        assert described["license"][0] == (url or name)
        assert ("spdx.org" in json.dumps(json.loads(package.render(packet))["licenses"][0])) == (license == "0BSD")


def test_the_card_tells_versions_and_review_dates() -> None:
    bank = release("2026-02-03", question(1), question(2), question(3))
    text = card.render(select(bank, edition="interviewer")).decode("utf-8")
    for row in (
        "| edition | interviewer |",
        "| version of the data | 2026.1.0 |",
        "| released | 2026-02-03 |",
        "| last change | 2026-02-03 |",
        "| reviewed | 2026-01-01 to 2026-01-03 |",
        f"| version of the format | {SCHEMA_VERSION} |",
        f"| made with | alignprep {__version__} |",
        "| Section One | 2 | 1 to 2 | 9 | 2026-01-01 to 2026-01-02 |",
        "| Section Two \\& more | 1 | 3 | 6 | 2026-01-03 |",
    ):
        assert row in text, row


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_card_explains_every_field_and_no_other(edition: str) -> None:
    packet = select(load(), edition=edition)
    text = card.render(packet).decode("utf-8")
    explained = re.findall(r"^\| `([^`]+)` \| (?:list of )?(?:text|integer|date|record)s? \| \S", text, re.MULTILINE)

    def paths(value: Any, prefix: str = "") -> set[str]:
        if isinstance(value, list):
            return {path for entry in value for path in paths(entry, prefix)}
        if isinstance(value, dict):
            return {
                path for name, inner in value.items() for path in ({prefix + name} | paths(inner, f"{prefix}{name}."))
            }
        return set()

    there = {path for line in lines.render(packet).splitlines() for path in paths(json.loads(line))}
    assert set(explained) == there
    assert len(explained) == len(there)


def test_the_card_says_where_its_claims_are_kept(root: Path) -> None:
    """That they hold, tests/repository/test_questions.py proves."""
    packet = select(load(), edition="interviewer")
    for text in (card.render(packet).decode("utf-8"), json.loads(croissant.render(packet))["rai:dataCollection"]):
        kept = re.findall(r"`(tests/\S+)`", text)
        assert kept == ["tests/data/coverage.yaml", "tests/data/objections.yaml"]
        for name in kept:
            assert yaml.safe_load((root / name).read_text(encoding="utf-8")).keys() == set(load())


def test_every_snippet_of_the_card_runs(tmp_path: Path) -> None:
    packet = select(load(), edition="interviewer")
    write(tmp_path, packet)
    snippets = re.findall(r"```python\n(.*?)```", (tmp_path / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert len(snippets) == 2
    for snippet in snippets:
        assert python(snippet, tmp_path).split() == [packet.items[0].id, str(packet.items[0].minutes)]


def test_the_snippet_of_the_products_page_runs(root: Path, tmp_path: Path) -> None:
    packet = select(load(), edition="interviewer")
    write(tmp_path, packet)
    (snippet,) = re.findall(
        r"```python\n(.*?)```", (root / "dist" / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    answer = packet.items[0].answer
    assert answer
    assert python(snippet, tmp_path).strip() == f"{packet.items[0].id} {answer.short[:40].strip()}"


def test_the_products_page_names_every_product(root: Path) -> None:
    page = (root / "dist" / "README.md").read_text(encoding="utf-8")
    assert {name for name in PRODUCT_NAMES if f"`{name}`" not in page} == set()


LOAD = """
import json, os
from datasets import load_dataset
rows = load_dataset(os.getcwd(), split="train")
features = {key: str(value) for key, value in rows.features.items()}
print(json.dumps([len(rows), features, rows[0]], default=str))
"""


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("ids", [[], ["reward-hacking"]], ids=["all", "one"])
def test_datasets_loads_the_folder_by_its_card(edition: str, ids: list[str], tmp_path: Path) -> None:
    packet = select(load(), edition=edition, ids=ids)
    write(tmp_path, packet)
    count, features, first = json.loads(python(LOAD, tmp_path))
    assert count == len(packet.items)
    assert first["id"] == packet.items[0].id
    assert features["minutes"] == "Value('int64')"
    assert "null" not in json.dumps(features)
    assert features["reviewed"] == "Value('timestamp[s]')"
    assert features["code"] == features["topics"] == "List(Value('string'))"
    assert first["reviewed"] == f"{packet.items[0].reviewed} 00:00:00"
    assert first["works"][0]["key"] == packet.items[0].references[0]
    assert first["facts"][0]["changed"] == f"{packet.ledger[packet.items[0].id].changed} 00:00:00"


CROISSANT = """
import json, sys
import mlcroissant
dataset = mlcroissant.Dataset(jsonld="croissant.json")
issues = dataset.metadata.ctx.issues
def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)
print(json.dumps([sorted(issues.errors), sorted(issues.warnings)]))
print(json.dumps(list(dataset.records("questions")), default=text))
"""


def plain(value: Any) -> Any:
    """A record of mlcroissant's with the names that its fields have in the line."""
    if isinstance(value, dict):
        return {name.rpartition("/")[2]: plain(inner) for name, inner in value.items()}
    return [plain(entry) for entry in value] if isinstance(value, list) else value


@pytest.mark.acceptance
@pytest.mark.parametrize("edition", EDITIONS)
def test_mlcroissant_loads_every_record(edition: str, tmp_path: Path) -> None:
    packet = select(load(), edition=edition)
    write(tmp_path, packet)
    issues, records = map(json.loads, python(CROISSANT, tmp_path).splitlines())
    assert issues == [[], []]

    def with_times(name: str, value: Any) -> Any:
        if isinstance(value, dict):
            return {inner: with_times(inner, one) for inner, one in value.items()}
        if isinstance(value, list):
            return [with_times(name, one) for one in value]
        if name in ("reviewed", "changed"):
            return str(datetime.datetime.fromisoformat(value))
        return value

    wanted = [with_times("", json.loads(line)) for line in lines.render(packet).splitlines()]
    assert plain(records) == wanted


@pytest.mark.acceptance
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_validator_of_croissant_accepts_it(edition: str, tmp_path: Path) -> None:
    write(tmp_path, select(sample_bank(), edition=edition))
    command = [sys.executable, "-m", "mlcroissant.scripts.validate", "--jsonld", "croissant.json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, "Done." in done.stderr) == (0, True), done.stderr
    assert "WARNING" not in done.stderr.upper().replace("FUTUREWARNING", "")


@pytest.mark.parametrize("edition", EDITIONS)
def test_croissant_names_files_by_their_digests(edition: str, tmp_path: Path) -> None:
    packet = select(sample_bank(), edition=edition)
    write(tmp_path, packet)
    described = json.loads(croissant.render(packet))
    assert described["version"] == "2026.1.0"
    assert described["datePublished"] == packet.issued.isoformat()
    names = {file["contentUrl"] for file in described["distribution"]}
    assert names == {"questions.jsonl"} | {name for name in family(packet) if name.endswith(".csv")}
    for file in described["distribution"]:
        data = (tmp_path / file["contentUrl"]).read_bytes()
        assert file["sha256"] == hashlib.sha256(data).hexdigest()
        assert file["contentSize"] == f"{len(data)} B"
    assert described["url"] in PRODUCT_NAMES


def test_the_files_of_a_build_belong_together(root: Path) -> None:
    packet = select(sample_bank(), edition="interviewer")
    named = {resource.get("path") for resource in json.loads(family(packet)["datapackage.json"])["resources"]}
    assert named - {None} <= PRODUCT_NAMES
    table = re.findall(r"^\| `([a-z_.A-Z-]+)` \|", card.render(packet).decode("utf-8"), re.MULTILINE)
    files = {name for name in table if Path(name).suffix in (".csv", ".json", ".jsonl")}
    assert files | {"README-data.md"} == {
        name for name in PRODUCT_NAMES if Path(name).suffix in (".csv", ".json", ".jsonl", ".md")
    }


def test_a_build_without_json_lines_has_no_description_of_them() -> None:
    packet = replace(select(sample_bank(), edition="study"), files=FrozenDict({"csv": "rows", "dataset-card": "card"}))
    for exporter in (card, croissant):
        with pytest.raises(ExporterError, match=r"add a product of the exporter 'jsonl' to bank\.yaml"):
            exporter.render(packet)


def test_descriptions_name_the_files_of_their_build() -> None:
    named = {"jsonl": "fragen", "csv": "zeilen", "json": "bank"}
    packet = replace(select(sample_bank(), edition="study"), files=FrozenDict(named))
    text = card.render(packet).decode("utf-8")
    assert {"`fragen.jsonl`", "`zeilen.csv`", "`bank.json`"} <= set(re.findall("`[^`]+`", text))
    for absent in ("questions.jsonl", "questions.csv", "facts.csv", "datapackage.json", "croissant.json"):
        assert absent not in text
    described = json.loads(croissant.render(packet))
    assert [file["contentUrl"] for file in described["distribution"]] == ["fragen.jsonl", "zeilen.csv"]
    resources = json.loads(package.render(packet))["resources"]
    assert [one["path"] for one in resources if "path" in one] == ["zeilen.csv"]
