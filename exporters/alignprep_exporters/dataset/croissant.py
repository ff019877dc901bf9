"""Croissant: a description in JSON-LD from which a loader makes typed records out of `questions.jsonl`.

Croissant 1.1 (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from alignprep.json_format.writer import document, dumps
from alignprep.language.words import words_of
from alignprep.model.records import terms_name, terms_url
from alignprep_exporters.csv.package import FILES
from alignprep_exporters.dataset import citation, columns, lines_file, summary
from alignprep_exporters.json import lines

if TYPE_CHECKING:
    from alignprep import Packet
    from alignprep.model.records import NamedLicense

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
_TYPES: Final = {"integer": "sc:Integer", "string": "sc:Text"}


def render(packet: Packet) -> bytes:
    """The `croissant.json` that describes `questions.jsonl` and the CSV files of the same packet.

    Raises `alignprep.ExporterError` for the candidate edition.
    """
    packet.require_bank("a description of the data set")
    data, profile = document(packet), packet.profile
    notes, say = profile.dataset, words_of(profile)
    files = {
        lines_file(packet): (
            "application/jsonlines",
            say("One question a line, complete in itself."),
            lines.render(packet),
        )
    }
    for table in FILES:
        if file := table.file(packet):
            files[file] = ("text/csv", say(table.description), table.render(packet, data))
    return dumps(
        {
            "@context": dict(sorted(_CONTEXT.items())),
            "@type": "sc:Dataset",
            "name": profile.slug,
            "description": summary(packet),
            "conformsTo": "http://mlcommons.org/croissant/1.1",
            "version": packet.version,
            "datePublished": packet.issued.isoformat(),
            "inLanguage": profile.language,
            **_said("keywords", list(profile.keywords)),
            "license": list(map(_license, packet.licenses)),
            **_said("creditText", ", ".join(profile.authors)),
            "url": profile.homepage or f"{packet.name_of('dataset-card', 'README-data') or profile.slug}.md",
            "citeAs": citation(packet),
            **_said("rai:dataCollection", notes.origin),
            **_said("rai:dataUseCases", notes.uses),
            **_said("rai:dataLimitations", notes.limits),
            **_said("rai:personalSensitiveInformation", notes.personal),
            "distribution": [_file(name, *described) for name, described in files.items()],
            "recordSet": [
                {
                    "@type": "cr:RecordSet",
                    "@id": "questions",
                    "name": "questions",
                    "description": say("The questions by number."),
                    "key": {"@id": "questions/id"},
                    "field": [_field((name,), column, lines_file(packet)) for name, column in columns(packet).items()],
                }
            ],
        }
    )


def _said(name: str, value: Any) -> dict[str, Any]:
    """The property, unless the bank says nothing of it."""
    return {name: value} if value else {}


def _license(license: str | NamedLicense) -> str:
    """Where the terms are read, or what they are called."""
    return terms_url(license) or terms_name(license)


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


def _field(path: tuple[str, ...], column: Mapping[str, Any], file: str) -> dict[str, Any]:
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
        return {**described, **many, "subField": [_field((*path, name), part, file) for name, part in parts]}
    source: dict[str, Any] = {"fileObject": {"@id": file}, "extract": {"column": path[0]}}
    if len(path) > 1:
        source["transform"] = {"jsonPath": "$." + ".".join(f'"{part}"' for part in path[1:])}
    return {**described, **many, "dataType": _type(values), "source": source}


def _type(values: Mapping[str, Any]) -> str:
    return "sc:Date" if values.get("format") == "date" else _TYPES[values["type"]]
