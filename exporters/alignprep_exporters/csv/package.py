"""The data package: one JSON file that describes the CSV files beside it and holds the small tables around them.

Data Package v2 (https://datapackage.org/standard/data-package/) with Table Schema and CSV Dialect; readers of v1
understand it too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from alignprep.json_format.writer import document, dumps
from alignprep.language.words import EDITIONS, words_of
from alignprep.model.records import terms_name, terms_url
from alignprep.text.cells import safe
from alignprep_exporters.csv.tables import FACTS, FOLLOW_UPS, INLINE, QUESTIONS, REFERENCES, Table

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["FILES", "render", "suffix"]

suffix: Final = ".json"
FILES: Final = (QUESTIONS, FACTS, FOLLOW_UPS, REFERENCES)
"""The tables that have files of their own."""
_PROFILE: Final = "https://datapackage.org/profiles/2.0/"
_DIALECT: Final = {
    "$schema": _PROFILE + "tabledialect.json",
    "delimiter": ",",
    "lineTerminator": "\r\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
    "skipInitialSpace": False,
}


def render(packet: Packet) -> bytes:
    """The `datapackage.json` that describes the CSV files of the same packet.

    Raises `alignprep.ExporterError` for the candidate edition.
    """
    packet.require_bank("a description of the tables")
    profile, data = packet.profile, document(packet)
    files = [_file(table, packet, data) for table in FILES if table.file(packet)]
    inline = [_inline(table, packet, data) for table in INLINE if table.shown(packet)]
    return dumps(
        {
            "$schema": _PROFILE + "datapackage.json",
            "name": packet.profile.slug,
            "id": f"urn:alignprep:data:{packet.profile.slug}:{packet.version}:{packet.edition}",
            "title": packet.title,
            "description": _description(packet),
            "version": packet.version,
            "created": f"{packet.issued.isoformat()}T00:00:00Z",
            **({"homepage": profile.homepage} if profile.homepage else {}),
            **({"keywords": list(profile.keywords)} if profile.keywords else {}),
            "licenses": list(_licenses(packet)),
            **(
                {"contributors": [{"title": author, "roles": ["author"]} for author in profile.authors]}
                if profile.authors
                else {}
            ),
            "resources": files + inline,
        }
    )


def _description(packet: Packet) -> str:
    """What the data are, and how to read their cells."""
    say = words_of(packet.profile)
    size = say.plural(
        "{count} interview question, the {edition}.",
        "{count} interview questions, the {edition}.",
        len(packet.items),
        edition=say(EDITIONS[packet.edition]),
    )
    return say.sentences(
        [
            size,
            say("In the CSV files a list is a JSON array and an empty cell means no value."),
            say(
                "In all tables a text that begins with an apostrophe or white space, or that a spreadsheet or a data "
                "frame would take for a formula, a number, a date, a truth value or a missing value, has one "
                "apostrophe before it: to read a text, drop one apostrophe from its beginning if it has one."
            ),
        ]
    )


def _licenses(packet: Packet) -> Iterator[dict[str, str]]:
    """The licenses of the texts and, where samples are under another, of the code.

    `name` is for single licenses of the SPDX list (https://datapackage.org/standard/data-package/#licenses).
    """
    for license in packet.licenses:
        name, url = terms_name(license), terms_url(license)
        listed = isinstance(license, str) and bool(url)
        yield {"name" if listed else "title": name, **({"path": url} if url else {})}


def _file(table: Table, packet: Packet, data: Mapping[str, Any]) -> dict[str, Any]:
    made = table.render(packet, data)
    return {
        **_described(table, packet),
        "path": table.file(packet),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(made),
        "hash": f"sha256:{hashlib.sha256(made).hexdigest()}",
        "dialect": _DIALECT,
        "schema": _schema(table, packet),
    }


def _inline(table: Table, packet: Packet, data: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        {name: safe(value) if isinstance(value, str) else value for name, value in row.items()}
        for row in table.rows(data)
    ]
    return {**_described(table, packet), "data": rows, "schema": _schema(table, packet)}


def _described(table: Table, packet: Packet) -> dict[str, str]:
    say = words_of(packet.profile)
    return {"name": table.name, "type": "table", "description": say(table.description)}


def _schema(table: Table, packet: Packet) -> dict[str, Any]:
    columns = table.visible(packet)
    files = [other for other in FILES if other.file(packet)]
    present = {other.name for other in (*files, *INLINE) if other.shown(packet)}
    links = [
        {"fields": [column], "reference": {"resource": other, "fields": [field]}}
        for column, (other, field) in table.links.items()
        if column in columns and other in present
    ]
    return {
        "$schema": _PROFILE + "tableschema.json",
        "fields": [_field(name, column, name in table.key) for name, column in columns.items()],
        "missingValues": [""],
        "primaryKey": list(table.key),
        **({"foreignKeys": links} if links else {}),
    }


def _field(name: str, column: Mapping[str, Any], key: bool) -> dict[str, Any]:
    """A field as Table Schema (https://datapackage.org/standard/table-schema/) describes it."""
    values = {**column, **next(iter(column.get("anyOf", ())), {})}
    kind = "date" if values.get("format") == "date" else values.get("type", "string")
    constraints = dict(_constraints(values, kind))
    if key or "default" not in column:
        constraints = {"required": True, **constraints}
    return {
        "name": name,
        "type": kind,
        "description": column["description"],
        **({"constraints": constraints} if constraints else {}),
    }


def _constraints(values: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Any]]:
    if kind == "integer":
        yield from ((name, values[name]) for name in ("minimum", "maximum") if name in values)
    elif kind == "array":
        pairs = (("minLength", "minItems"), ("maxLength", "maxItems"))
        yield from ((name, values[other]) for name, other in pairs if other in values)
    elif kind == "string" and values.get("pattern", "").startswith("^"):
        yield "pattern", "^'?" + values["pattern"].removeprefix("^")
