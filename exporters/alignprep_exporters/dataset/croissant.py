"""Croissant: a description in JSON-LD from which a loader makes typed records out of `questions.jsonl`.

Croissant 1.1 (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from alignprep.json_format.writer import document, dumps
from alignprep.model.bibtex import AUTHORS, bibtex
from alignprep.model.json_shapes import CODE_LICENSE, TERMS
from alignprep_exporters.csv.package import FILES, KEYWORDS
from alignprep_exporters.dataset import LIMITS, MADE, PERSONAL, USES, columns, summary
from alignprep_exporters.json import lines

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".json"
_TERMS: Final = (
    "arrayShape citeAs column containedIn equivalentProperty extract field fileObject fileProperty fileSet format "
    "includes isArray isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace "
    "samplingRate separator source subField transform"
)
_CONTEXT: Final[dict[str, Any]] = {
    **{term: f"cr:{term}" for term in _TERMS.split()},
    "@language": "en",
    "@vocab": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}
"""The context that the standard prescribes."""
_LINES: Final = "questions.jsonl"
_TYPES: Final = {"integer": "sc:Integer", "string": "sc:Text"}


def render(packet: Packet) -> bytes:
    """The `croissant.json` that describes `questions.jsonl` and the CSV files of the same packet."""
    data = document(packet)
    files = {_LINES: ("application/jsonlines", "One question a line, complete in itself.", lines.render(packet))}
    for table in FILES:
        if table.shown(packet):
            files[table.file] = ("text/csv", table.description, table.render(packet, data))
    return dumps(
        {
            "@context": dict(sorted(_CONTEXT.items())),
            "@type": "sc:Dataset",
            "name": "alignprep",
            "description": summary(packet),
            "conformsTo": "http://mlcommons.org/croissant/1.1",
            "version": packet.version,
            "datePublished": packet.issued.isoformat(),
            "inLanguage": "en",
            "keywords": KEYWORDS,
            "license": [_license(packet.license), _license(CODE_LICENSE)],
            "creator": {"@type": "sc:Organization", "name": AUTHORS},
            "url": "README-data.md",
            "citeAs": bibtex(title=packet.title, version=packet.version, license=packet.license),
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
    """A field; one that holds a record or a list of records lists its parts."""
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
    source: dict[str, Any] = {"fileObject": {"@id": _LINES}, "extract": {"column": path[0]}}
    if len(path) > 1:
        source["transform"] = {"jsonPath": "$." + ".".join(f'"{part}"' for part in path[1:])}
    return {**described, **many, "dataType": _type(values), "source": source}


def _type(values: Mapping[str, Any]) -> str:
    return "sc:Date" if values.get("format") == "date" else _TYPES[values["type"]]
