"""The dataset card: what the data is, its origin, what it may be used for, and how to load it.

Markdown with the YAML head that the Hugging Face Hub and `datasets` read (https://huggingface.co/docs/hub/datasets-cards);
there the file is called README.md.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from alignprep import __version__
from alignprep.language.words import message, words_of
from alignprep.model.records import SCHEMA_VERSION, NamedLicense, terms_name, terms_url
from alignprep.text.escaping import escaped
from alignprep_exporters.csv.package import FILES
from alignprep_exporters.csv.tables import QUESTIONS
from alignprep_exporters.dataset import citation, columns, lines_file, summary

if TYPE_CHECKING:
    from alignprep import Item, Packet
    from alignprep.language.words import Words

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
"""The licenses that the Hub knows by the id that SPDX gives them, in small letters."""
_SIZES: Final = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"))
_EDITIONS: Final = {
    "study": message("study"),
    "interviewer": message("interviewer"),
}
_KINDS: Final = {
    "string": (message("text"), message("list of texts")),
    "integer": (message("integer"), message("list of integers")),
    "date": (message("date"), message("list of dates")),
    "record": (message("record"), message("list of records")),
}
"""What the kinds of values are called, one and a list of them."""
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
    """The card of the files that are made from the same packet.

    Raises `alignprep.ExporterError` for the candidate edition.
    """
    packet.require_bank("a description of the data set")
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
    yield from ("configs:", "- config_name: questions", f"  data_files: {lines_file(packet)}", "  default: true")
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
    say = words_of(packet.profile)
    yield from (f"# {escaped(packet.title)}", "", escaped(summary(packet)), "")
    yield from _table(("", ""), _overview(packet, say))
    yield from (*_heading(say("Sections")), *_sections(packet, say))
    yield from (*_heading(say("Files")), *_table((say("file"), say("holds")), _files(packet, say)))
    lines = f"`{lines_file(packet)}`"
    yield from ("", _LOAD_LINES.replace("questions.jsonl", lines.strip("`")), "")
    if table := QUESTIONS.file(packet):
        yield say(
            "In the CSV files, texts that a spreadsheet would take for something else have an apostrophe before them:"
        )
        yield from ("", _LOAD_TABLES.replace("questions.csv", table))
    yield from _heading(say("Fields of a line of {file}", file=lines))
    yield say.sentences(
        [
            say("Every line has all of them."),
            say("An empty text or list means that there is nothing; {field} is null then.", field="`reviewed`"),
        ]
    )
    yield from ("", *_table((say("field"), say("type"), say("meaning")), _fields(columns(packet), say)))
    notes = packet.profile.dataset
    for title, text in (
        (say("How it was made and checked"), notes.origin),
        (say("Uses"), notes.uses),
        (say("Limits"), notes.limits),
        (say("Training and evaluating models"), notes.training),
        (say("Personal data"), notes.personal),
        (say("License"), _license(packet, say)),
    ):
        if text:
            yield from (*_heading(title), text)
    yield from (*_heading(say("Citation")), "```bibtex", citation(packet), "```")


def _heading(title: str) -> tuple[str, ...]:
    return "", f"## {title}", ""


def _overview(packet: Packet, say: Words) -> Iterator[tuple[str, str]]:
    yield say("edition"), say(_EDITIONS[packet.edition])
    yield say("version of the data"), packet.version
    if packet.released:
        yield say("released"), packet.released.isoformat()
    yield say("last change"), packet.date.isoformat()
    if reviewed := _reviewed(packet.items, say):
        yield say("reviewed"), reviewed
    yield say("version of the format"), SCHEMA_VERSION
    yield say("made with"), f"alignprep {__version__}"
    yield say("questions"), str(len(packet.items))
    counts = (
        (say("facts"), sum(len(item.facts) for item in packet.items)),
        (say("works cited"), len(packet.references)),
        (say("code samples"), len(packet.code)),
        (say("figures"), len(packet.media)),
    )
    yield from ((name, str(count)) for name, count in counts if count)
    yield say("license"), escaped(_license_line(packet, say))


def _reviewed(items: Collection[Item], say: Words) -> str:
    """The days on which the items were reviewed, the oldest and the newest; empty unless that is known of each."""
    days = sorted({item.reviewed.isoformat() for item in items if item.reviewed})
    return _range(days[0], days[-1], say) if days and all(item.reviewed for item in items) else ""


def _range(first: object, last: object, say: Words) -> str:
    return str(first) if first == last else say("{first} to {last}", first=first, last=last)


def _sections(packet: Packet, say: Words) -> Iterator[str]:
    rows = []
    for section in packet.sections:
        items = packet.in_section(section.id)
        numbers = _range(items[0].number, items[-1].number, say)
        minutes, reviewed = sum(item.minutes for item in items), _reviewed(items, say) or say("not shown")
        rows.append((escaped(section.title), str(len(items)), numbers, str(minutes), reviewed))
    header = (say("section"), say("questions"), say("numbers"), say("minutes"), say("reviewed"))
    return _table(header, rows)


def _files(packet: Packet, say: Words) -> Iterator[tuple[str, str]]:
    yield f"`{lines_file(packet)}`", say("One question a line, complete in itself.")
    if whole := packet.name_of("json", packet.profile.slug):
        yield f"`{whole}.json`", say("The bank as one document, with what its parts share.")
    for table in FILES:
        if file := table.file(packet):
            yield f"`{file}`", say(table.description)
    if package := packet.name_of("datapackage", "datapackage"):
        rest = say(
            "The CSV files' columns, keys and digests, and the small tables around them ({format}).",
            format="Data Package v2",
        )
        yield f"`{package}.json`", rest
    lines = f"`{lines_file(packet)}`"
    if croissant := packet.name_of("croissant", "croissant"):
        rest = say("The fields of {file} for loaders ({format}).", file=lines, format="Croissant 1.1")
        yield f"`{croissant}.json`", rest


def _fields(fields: Mapping[str, Mapping[str, Any]], say: Words, prefix: str = "") -> Iterator[tuple[str, str, str]]:
    for name, column in fields.items():
        values = column.get("items", column)
        record = "properties" in values
        kind = "record" if record else values.get("format") or values["type"]
        said = _KINDS[kind]["items" in column]
        yield f"`{prefix}{name}`", say(said), column["description"]
        if record:
            yield from _fields(values["properties"], say, f"{prefix}{name}.")


def _license_line(packet: Packet, say: Words) -> str:
    """The licenses of the parts in a line."""
    profile = packet.profile
    if len(packet.licenses) == 1:
        return profile.license_name
    return say(
        "texts and figures {license}, code samples {code_license}",
        license=profile.license_name,
        code_license=profile.code_license_name,
    )


def _license(packet: Packet, say: Words) -> str:
    """The licenses of the parts, with links to their terms, and whom to credit."""
    parts = (say("Texts and figures"), say("Code samples")) if len(packet.licenses) > 1 else (say("All of it"),)
    said = [
        say("{part}: {terms}.", part=part, terms=_terms(license))
        for part, license in zip(parts, packet.licenses, strict=True)
    ]
    if isinstance(packet.profile.license, NamedLicense) and packet.profile.license.text:
        said.append(escaped(" ".join(packet.profile.license.text.split())))
    if packet.profile.authors:
        said.append(say("By {authors}.", authors=escaped(say.listed(packet.profile.authors))))
    return say.sentences(said)


def _terms(license: str | NamedLicense) -> str:
    name, url = escaped(terms_name(license)), terms_url(license)
    return f"[{name}]({url})" if url else name


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield "|---" * len(header) + "|"
    yield from (f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows)
