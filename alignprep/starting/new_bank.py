"""A new bank: a folder that checks and builds at once, with all that an author, an editor and a CI service need."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from alignprep.errors import OutputError, SelectionError
from alignprep.files.os_errors import unwritable
from alignprep.files.publishing import add
from alignprep.importing.placing import slug
from alignprep.importing.yaml_writer import scalar
from alignprep.json_format import schema, writer
from alignprep.model.field_types import FORMS
from alignprep.model.records import Outline
from alignprep.model.spdx import is_expression
from alignprep.model.versions import __version__
from alignprep.starting.templates import filled, language_of
from alignprep.text.escaping import escaped

__all__ = ["NewBank", "files_of", "license_of", "refuse_wrong", "write"]

_SCHEMAS: Final = ("bank-file", "question", "topics", "references")
"""The schemas of the source files, for editors."""
_SECTIONS: Final = {"en": "Basics", "de": "Grundlagen", "ja": "基礎"}
_ABOUT: Final = {
    "en": "What every interview begins with.",
    "de": "Womit jedes Gespräch beginnt.",
    "ja": "どの面接でも最初に聞くこと。",
}
_LICENSES: Final = {"en": "All rights reserved", "de": "Alle Rechte vorbehalten", "ja": "無断転載を禁じます"}


_WHEEL: Final = f"alignprep-{__version__}-py3-none-any.whl"
"""The file to install alignprep from."""
_COMMENT: Final = re.compile(r"^(alignprep .*?) +# ", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBank:
    """What has to be known to begin a bank."""

    title: str
    slug: str
    """The bank's own name among all banks; empty to make one from the title."""
    language: str = "en"
    authors: tuple[str, ...] = ()
    license: str = ""
    """An SPDX expression, or the name of other terms; empty for all rights reserved."""
    section: str = ""
    """The title of the first section; empty for one in the bank's language."""


def files_of(bank: NewBank, day: datetime.date) -> Mapping[str, str]:
    """The files of a new bank by path, relative to its folder.

    Raises `SelectionError` for a title, slug, language or author that no bank can have.
    """
    language = language_of(bank.language)
    title = bank.section or _SECTIONS[language]
    section = {"id": slug(title, bank.language) or "basics", "title": title}
    license = bank.license or _LICENSES[language]
    name = bank.slug or slug(bank.title, bank.language)
    if not name:
        raise SelectionError(f"no slug can be made of {bank.title!r}; give one with --slug, such as our-questions")
    about: dict[str, Any] = {
        "slug": name,
        "title": bank.title,
        "version": "1.0",
        "language": bank.language,
        "license": license_of(license),
        "authors": list(bank.authors),
        "sections": [section],
    }
    refuse_wrong(about)
    values = {
        "slug": name,
        "title": scalar(bank.title),
        "language": bank.language,
        "license": f"license: {license if is_expression(license) else '{name: ' + scalar(license) + '}'}",
        "authors": "\n".join(["authors:", *(f"  - {scalar(author)}" for author in bank.authors)]),
        "section": section["id"],
        "section_title": scalar(title),
        "about": _ABOUT[language],
        "today": day.isoformat(),
    }
    if not bank.authors:
        values["authors"] = "# authors: []"
    questions = {"changed-decision": "first", "explain-simply": "second"}
    return {
        "README.md": _aligned(
            filled(f"{language}/README.md", title=escaped(bank.title), section=section["id"], wheel=_WHEEL)
        ),
        "content/bank.yaml": filled(f"{language}/bank.yaml", **values),
        "content/topics.yaml": filled(f"{language}/topics.yaml"),
        **{
            f"content/{section['id']}/{id}.yaml": filled(f"{language}/{file}.yaml", **values)
            for id, file in questions.items()
        },
        **{f"schema/{kind}.schema.json": _schema(kind) for kind in _SCHEMAS},
        ".gitattributes": filled("gitattributes"),
        ".gitignore": filled("gitignore"),
        ".pre-commit-config.yaml": filled("pre-commit-config.yaml"),
        ".github/workflows/bank.yaml": filled("workflow.yaml", slug=name, wheel=_WHEEL),
        ".vscode/extensions.json": filled("extensions.json"),
        ".vscode/settings.json": filled("settings.json"),
    }


def _aligned(readme: str) -> str:
    """The text with the comments of its commands below each other, however long an id is."""
    width = max(len(command) for command in _COMMENT.findall(readme))
    return _COMMENT.sub(lambda found: f"{found[1]:<{width}}  # ", readme)


def write(folder: Path, files: Mapping[str, str]) -> tuple[Path, ...]:
    """Write a new bank's files into a folder, all of them or none, and return their paths.

    Raises `OutputError` when one of them is there already or the folder cannot be written.
    """
    paths = {folder / name: text.encode() for name, text in files.items()}
    try:
        there = [path for path in paths if path.exists()]
        if there:
            which = f"{there[0]} and {len(there) - 1} more are" if there[1:] else f"{there[0]} is"
            raise OutputError(f"{which} there already; nothing is overwritten: choose another folder")
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from None
    add(folder, paths, {})
    return tuple(paths)


def _schema(kind: str) -> str:
    return writer.dumps(schema.schema(f"{kind}.schema.json")).decode()


def license_of(text: str) -> str | dict[str, str]:
    """A license as `bank.yaml` has it: an SPDX expression, or the name of other terms."""
    return text if is_expression(text) else {"name": text}


def refuse_wrong(about: Mapping[str, Any]) -> None:
    """Check fields of `bank.yaml`, of which some may be missing.

    Raises `SelectionError`, which names the option, for a value that no bank can have.
    """
    try:
        Outline.model_validate(about)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            if (name := str(fault["loc"][0])) in about:
                raise SelectionError(f"--{name.removesuffix('s')} {fault['input'][:60]!r}: {_said(fault)}") from None


def _said(fault: Any) -> str:
    """What is wrong, in an author's words where pydantic has its own."""
    context = fault.get("ctx", {})
    if fault["type"] == "string_pattern_mismatch":
        return FORMS[context["pattern"]]
    if fault["type"] == "string_too_long":
        return f"{len(fault['input'])} characters; at most {context['max_length']} are allowed"
    if fault["type"] == "string_unicode":
        return "has bytes that are no text"
    return str(fault["msg"])
