"""Croissant: a description in JSON-LD with which a loader makes typed records of `questions.jsonl`.

Croissant 1.1 (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from alignprep.json_format.writer import document, dumps
from alignprep.model.json_shapes import CODE_LICENSE, TERMS
from alignprep_exporters.csv.package import FILES
from alignprep_exporters.dataset.texts import LIMITS, MADE, PERSONAL, USES, citation, columns, summary
from alignprep_exporters.json import lines

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".json"
_CONTEXT: Final = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The standard's own context."""
_LINES: Final = "questions.jsonl"
_TYPES: Final = {"integer": "sc:Integer", "string": "sc:Text"}


def render(packet: Packet) -> bytes:
    """The `croissant.json` that belongs beside `questions.jsonl` and the CSV files of the same packet."""
    data = document(packet)
    files = {_LINES: ("application/jsonlines", "One question a line, whole in itself.", lines.render(packet))}
    for table in FILES:
        if table.shown(packet):
            files[table.file] = ("text/csv", table.description, table.render(packet, data))
    return dumps(
        {
            "@context": _CONTEXT,
            "@type": "sc:Dataset",
            "name": "alignprep",
            "description": summary(packet),
            "conformsTo": "http://mlcommons.org/croissant/1.1",
            "version": packet.version,
            "datePublished": packet.date.isoformat(),
            "inLanguage": "en",
            "keywords": ["AI alignment", "AI safety", "interview", "questions"],
            "license": [_license(packet.license), _license(CODE_LICENSE)],
            "creator": {"@type": "sc:Organization", "name": "The alignprep authors"},
            "url": "README-data.md",
            "citeAs": citation(packet),
            "rai:dataCollection": MADE,
            "rai:dataUseCases": USES,
            "rai:dataLimitations": LIMITS,
            "rai:personalSensitiveInformation": PERSONAL,
            "distribution": [_file(name, *described) for name, described in files.items()],
            "recordSet": [
                {
                    "@type": "cr:RecordSet",
                    "@id": "questions",
                    "name": "questions",
                    "description": "The questions by number.",
                    "key": {"@id": "questions/id"},
                    "field": [_field((name,), column) for name, column in columns(packet).items()],
                }
            ],
        }
    )


def _license(name: str) -> str:
    return TERMS[name][0] if name in TERMS else f"https://spdx.org/licenses/{name}.html"


def _file(name: str, encoding: str, description: str, data: bytes) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "description": description,
        "contentUrl": name,
        "contentSize": f"{len(data)} B",
        "encodingFormat": encoding,
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def _field(path: tuple[str, ...], column: Mapping[str, Any]) -> dict[str, Any]:
    """A field, with its parts if it holds a record or a list of records."""
    values = column.get("items", column)
    many = {"isArray": True, "arrayShape": "-1"} if "items" in column else {}
    described = {
        "@type": "cr:Field",
        "@id": "/".join(("questions", *path)),
        "name": "/".join(path),
        "description": column["description"],
    }
    if "properties" in values:
        parts = values["properties"].items()
        return {**described, **many, "subField": [_field((*path, name), part) for name, part in parts]}
    return {**described, **many, "dataType": _type(values), "source": dict(_source(path))}


def _type(values: Mapping[str, Any]) -> str:
    return "sc:Date" if values.get("format") == "date" else _TYPES[values["type"]]


def _source(path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    yield "fileObject", {"@id": _LINES}
    yield "extract", {"column": path[0]}
    if len(path) > 1:
        yield "transform", {"jsonPath": "$." + ".".join(f'"{part}"' for part in path[1:])}
