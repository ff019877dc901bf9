"""The dataset card: what the data is, its origin, what it may be used for, and how to load it.

Markdown with the YAML head that the Hugging Face Hub and `datasets` read (https://huggingface.co/docs/hub/datasets-cards);
there the file is called README.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from alignprep import __version__
from alignprep.json_format.writer import document
from alignprep.model.bibtex import bibtex
from alignprep.model.records import SCHEMA_VERSION, NamedLicense, terms_url
from alignprep_exporters.csv.package import FILES
from alignprep_exporters.dataset import columns, summary

if TYPE_CHECKING:
    from alignprep import Item, Packet

__all__ = ["render", "suffix"]

suffix: Final = ".md"
_HUB_LICENSES: Final = frozenset(
    [
        "afl-3.0",
        "agpl-3.0",
        "apache-2.0",
        "artistic-2.0",
        "bsd-2-clause",
        "bsd-3-clause",
        "bsl-1.0",
        "cc-by-2.0",
        "cc-by-3.0",
        "cc-by-4.0",
        "cc-by-nc-4.0",
        "cc-by-nc-nd-4.0",
        "cc-by-nc-sa-4.0",
        "cc-by-nd-4.0",
        "cc-by-sa-3.0",
        "cc-by-sa-4.0",
        "cc0-1.0",
        "cdla-permissive-2.0",
        "ecl-2.0",
        "epl-2.0",
        "eupl-1.2",
        "gfdl",
        "gpl-2.0",
        "gpl-3.0",
        "isc",
        "lgpl-2.1",
        "lgpl-3.0",
        "mit",
        "mpl-2.0",
        "ms-pl",
        "odbl",
        "ofl-1.1",
        "osl-3.0",
        "pddl",
        "unlicense",
        "zlib",
    ]
)
_SIZES: Final = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"))
_LOAD_LINES: Final = """
```python
from datasets import load_dataset

questions = load_dataset("json", data_files="questions.jsonl", split="train")
print(questions[0]["id"], questions[0]["minutes"])
```
""".strip()
_LOAD_TABLES: Final = """
```python
import csv

with open("questions.csv", encoding="utf-8", newline="") as file:
    rows = [{name: cell.removeprefix("'") for name, cell in row.items()} for row in csv.DictReader(file)]
print(rows[0]["id"], rows[0]["minutes"])
```
""".strip()


def render(packet: Packet) -> bytes:
    """The card of the files that are made from the same packet."""
    return ("\n".join(("---", *_head(packet), "---", "", *_body(packet))) + "\n").encode()


def _head(packet: Packet) -> Iterator[str]:
    yield f"pretty_name: {json.dumps(packet.title, ensure_ascii=False)}"
    profile = packet.profile
    yield from _listing("license", dict.fromkeys(map(_hub_license, packet.licenses)))
    yield from _listing("language", [profile.language.partition("-")[0]])
    yield from _listing("size_categories", [_size(len(packet.items))])
    yield from _listing("task_categories", ["question-answering"])
    if profile.keywords:
        yield from _listing("tags", [json.dumps(word, ensure_ascii=False) for word in profile.keywords])
    # One configuration, since `datasets` reads all configurations of a folder with the same reader.
    yield from ("configs:", "- config_name: questions", "  data_files: questions.jsonl", "  default: true")
    yield from ("dataset_info:", "- config_name: questions", "  features:")
    for name, column in columns(packet).items():
        yield from _feature(name, column, "  ")


def _listing(name: str, entries: Iterable[str]) -> Iterator[str]:
    yield f"{name}:"
    yield from (f"- {entry}" for entry in entries)


def _hub_license(license: str | NamedLicense) -> str:
    """The name of a license on the Hub (https://huggingface.co/docs/hub/repositories-licenses)."""
    name = license.lower() if isinstance(license, str) else ""
    return name if name in _HUB_LICENSES else "other"


def _size(count: int) -> str:
    return next((name for limit, name in _SIZES if count < limit), "100K<n<1M")


def _feature(name: str, column: Mapping[str, Any], indent: str) -> Iterator[str]:
    """A feature of `datasets` as the head of a card writes it."""
    yield f"{indent}- name: {json.dumps(name)}"
    values = column.get("items", column)
    if "properties" in values:
        yield f"{indent}  {'list' if 'items' in column else 'struct'}:"
        for part, inner in values["properties"].items():
            yield from _feature(part, inner, indent + "  ")
    else:
        yield f"{indent}  {'list' if 'items' in column else 'dtype'}: {_dtype(values)}"


def _dtype(values: Mapping[str, Any]) -> str:
    plain = "int64" if values["type"] == "integer" else "string"
    return "timestamp[s]" if values.get("format") == "date" else plain


def _body(packet: Packet) -> Iterator[str]:
    yield from (f"# {_escaped(packet.title)}", "", _escaped(summary(packet)), "")
    yield from _table(("", ""), _overview(packet))
    yield from ("", "## Sections", "", *_sections(packet))
    yield from ("", "## Files", "", *_table(("file", "holds"), _files(packet)))
    yield from ("", _LOAD_LINES, "")
    yield "In the CSV files, texts that a spreadsheet would take for something else have an apostrophe before them:"
    yield from ("", _LOAD_TABLES, "")
    yield from ("## Fields of a line of `questions.jsonl`", "")
    yield "Every line has all of them. An empty text or list means that there is nothing; `reviewed` is null then."
    yield from ("", *_table(("field", "type", "meaning"), _fields(columns(packet))))
    notes = packet.profile.dataset
    for title, text in (
        ("How it was made and checked", notes.origin),
        ("Uses", notes.uses),
        ("Limits", notes.limits),
        ("Training and evaluating models", notes.training),
        ("Personal data", notes.personal),
        ("License", _license(packet)),
    ):
        if text:
            yield from ("", f"## {title}", "", text)
    citation = bibtex(document(packet))
    yield from ("", "## Citation", "", "```bibtex", citation, "```")


def _overview(packet: Packet) -> Iterator[tuple[str, str]]:
    yield "edition", str(packet.edition)
    yield "version of the data", packet.version
    if packet.released:
        yield "released", packet.released.isoformat()
    yield "last change", packet.date.isoformat()
    if reviewed := _reviewed(packet.items):
        yield "reviewed", reviewed
    yield "version of the format", SCHEMA_VERSION
    yield "made with", f"alignprep {__version__}"
    yield "questions", str(len(packet.items))
    counts = {
        "facts": sum(len(item.facts) for item in packet.items),
        "works cited": len(packet.references),
        "code samples": len(packet.code),
        "figures": len(packet.media),
    }
    yield from ((name, str(count)) for name, count in counts.items() if count)
    yield "license", _escaped(_license_line(packet))


def _reviewed(items: Iterable[Item]) -> str:
    """The days on which the items were reviewed: the oldest and the newest."""
    days = sorted({item.reviewed.isoformat() for item in items if item.reviewed})
    return " to ".join(dict.fromkeys((days[0], days[-1]))) if days else ""


def _sections(packet: Packet) -> Iterator[str]:
    rows = []
    for section in packet.sections:
        items = packet.in_section(section.id)
        numbers = f"{items[0].number} to {items[-1].number}" if len(items) > 1 else str(items[0].number)
        minutes = sum(item.minutes for item in items)
        rows.append((_escaped(section.title), str(len(items)), numbers, str(minutes), _reviewed(items) or "not shown"))
    return _table(("section", "questions", "numbers", "minutes", "reviewed"), rows)


def _files(packet: Packet) -> Iterator[tuple[str, str]]:
    yield "`questions.jsonl`", "one question a line, complete in itself"
    if whole := packet.name_of("json", packet.profile.slug):
        yield f"`{whole}.json`", "the bank as one document, with what its parts share"
    for table in FILES:
        if file := table.file(packet):
            yield f"`{file}`", table.description[0].lower() + table.description[1:-1]
    if package := packet.name_of("datapackage", "datapackage"):
        rest = "the CSV files' columns, keys and digests, and the small tables around them (Data Package v2)"
        yield f"`{package}.json`", rest
    if croissant := packet.name_of("croissant", "croissant"):
        yield f"`{croissant}.json`", "the fields of `questions.jsonl` for loaders (Croissant 1.1)"


def _fields(fields: Mapping[str, Mapping[str, Any]], prefix: str = "") -> Iterator[tuple[str, str, str]]:
    for name, column in fields.items():
        values = column.get("items", column)
        record = "properties" in values
        kind = "record" if record else values.get("format") or values["type"].replace("string", "text")
        yield f"`{prefix}{name}`", f"list of {kind}s" if "items" in column else kind, column["description"]
        if record:
            yield from _fields(values["properties"], f"{prefix}{name}.")


def _license_line(packet: Packet) -> str:
    """The licenses of the parts in a line."""
    profile = packet.profile
    if len(packet.licenses) == 1:
        return profile.license_name
    return f"texts and figures {profile.license_name}, code samples {profile.code_license_name}"


def _license(packet: Packet) -> str:
    """The licenses of the parts, with links to their terms, and whom to credit."""
    parts = ("Texts and figures", "Code samples") if len(packet.licenses) > 1 else ("All of it",)
    said = [f"{part}: {_terms(license)}." for part, license in zip(parts, packet.licenses, strict=True)]
    if isinstance(packet.profile.license, NamedLicense) and packet.profile.license.text:
        said.append(_escaped(" ".join(packet.profile.license.text.split())))
    if packet.profile.authors:
        said.append(f"By {_escaped(', '.join(packet.profile.authors))}.")
    return " ".join(said)


def _terms(license: str | NamedLicense) -> str:
    name, url = _escaped(license if isinstance(license, str) else license.name), terms_url(license)
    return f"[{name}]({url})" if url else name


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield "|---" * len(header) + "|"
    yield from (f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)


def _escaped(text: str) -> str:
    """Plain text as Markdown."""
    return re.sub(r"([\\`*_\[\]<>{}#&~])", r"\\\1", text)
