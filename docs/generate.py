"""The pages of the documentation that are made from the code, so that they are never stale.

MkDocs calls `on_files` (https://www.mkdocs.org/user-guide/configuration/#hooks) before it reads the pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

import alignprep
from alignprep.cli.app import main
from alignprep.cohort.roster import COLUMNS
from alignprep.errors import CODES
from alignprep.exporting import export

ROOT = Path(__file__).resolve().parent.parent
GROUPS = {
    "1": "Files and text",
    "2": "YAML",
    "3": "Fields",
    "4": "Markdown",
    "5": "The bank",
    "6": "JSON",
    "7": "Rosters",
    "8": "Imports",
    "9": "Warnings",
}
BEYOND = {
    "Planning interviews": (
        "alignprep.packet.planning.plan", "alignprep.packet.planning.Plan", "alignprep.packet.interview.Answers",
        "alignprep.packet.interview.Sheet",
    ),
    "Cohorts": (
        "alignprep.cohort.roster.read_roster", "alignprep.cohort.roster.Roster", "alignprep.cohort.roster.Row",
        "alignprep.cohort.packets.copies", "alignprep.cohort.packets.Copy", "alignprep.cohort.packets.make",
        "alignprep.cohort.executors.processes", "alignprep.cohort.executors.cluster",
    ),
    "For exporters": (
        "alignprep.text.markdown.parse", "alignprep.text.markdown.parse_line", "alignprep.text.markdown.parse_fact",
        "alignprep.text.maths.mathml", "alignprep.text.mathml.core_mathml", "alignprep.text.html.HtmlWriter",
        "alignprep.model.bibliography.entry", "alignprep.language.words.words_of",
        "alignprep.language.words.Words", "alignprep.files.archives.canonical_zip",
        "alignprep.packet.interview.agenda", "alignprep.packet.interview.Part", "alignprep.packet.interview.observed",
        "alignprep.packet.interview.Observed", "alignprep.packet.interview.form_key", "alignprep.packet.spread.fitted",
        "alignprep.packet.practice.rehearsals", "alignprep.packet.practice.Rehearsal",
    ),
    "What a bank is made of": (
        "alignprep.model.records.Answer", "alignprep.model.records.Rubric", "alignprep.model.records.FollowUp",
        "alignprep.model.records.Fact", "alignprep.model.records.Figure", "alignprep.model.records.Section",
        "alignprep.model.records.Term", "alignprep.model.records.Profile", "alignprep.model.records.NamedLicense",
        "alignprep.model.records.Product", "alignprep.model.records.Selection", "alignprep.model.records.FieldRule",
    ),
}  # fmt: skip
"""What the reference shows beside the names of `import alignprep`."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages, the page to practice with, and the pictures of the gallery."""
    pages = {
        "reference/library.md": library,
        "reference/command.md": command,
        "reference/fields.md": fields,
        "reference/codes.md": codes,
        "data.md": data,
        "changes.md": changes,
    }
    for name, make in pages.items():
        files.append(File.generated(config, name, content=make()))
    files.append(File.generated(config, "alignprep.html", content=practice_page()))
    for picture in sorted((ROOT / "exporters" / "gallery").glob("*.png")):
        files.append(File.generated(config, f"gallery/{picture.name}", abs_src_path=str(picture)))
    return files


def practice_page() -> bytes:
    """The product itself, to be tried on the site: it is one file that needs nothing beside it."""
    return export("html", alignprep.select(alignprep.load(), edition="interviewer"))


def library() -> str:
    """Every public name, by the module that it comes from, with its docstring."""
    lines = ["# The library", "", "`import alignprep` has the first groups; import the others from their modules.", ""]
    modules: dict[str, list[str]] = {}
    for name, module in alignprep._MODULES.items():
        modules.setdefault(module, []).append(name)
    for module, names in modules.items():
        lines += [f"## `alignprep.{module}`", "", *_documented(f"alignprep.{module}.{name}" for name in names)]
    for title, names in BEYOND.items():
        lines += [f"## {title}", "", *_documented(names)]
    return "\n".join(lines)


def _documented(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from (f"::: {name}", "")


def command() -> str:
    """The help of every command."""
    lines = ["# The command", "", _paragraphs(main.help or ""), ""]
    for name, found in sorted(main.commands.items()):
        context = click.Context(found, info_name=f"alignprep {name}", parent=None)
        lines += [f"## {name}", "", "```text", found.get_usage(context).removeprefix("Usage: "), "```", ""]
        text, _, examples = (found.help or "").partition("\b\n")
        lines += [_paragraphs(text), ""]
        calls = [line.strip() for line in examples.splitlines()[1:] if line.strip()]
        lines += ["```console", *(f"$ {call}" for call in calls), "```", ""]
        for option in found.params:
            lines += _option(option, context)
    return "\n".join(lines)


def _paragraphs(help: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in help.replace("\b", "").strip().split("\n\n"))


def _option(option: click.Parameter, context: click.Context) -> list[str]:
    if not isinstance(option, click.Option):
        return []
    shown = option.get_help_record(context)
    assert shown
    names, help = shown
    said = re.sub(r"\[(default: .*)\]", r"(\1)", help)
    return [f"`{names}`", f":   {_escaped(said)}", ""]


def _escaped(text: str) -> str:
    """Plain text as Markdown, with character references for what could be markup."""
    return re.sub(r"[\\`*_{}\[\]<>#|&]", lambda found: f"&#{ord(found[0])};", text)


def _described(text: str) -> str:
    """A description as Markdown; only code in it is markup."""
    return "`".join(part if index % 2 else _escaped(part) for index, part in enumerate(text.split("`")))


def fields() -> str:
    """The fields of every schema, from the schemas themselves."""
    lines = [(ROOT / "schema" / "README.md").read_text(encoding="utf-8").replace("# The schemas", "# The fields"), ""]
    shown: dict[str, Any] = {}
    for name in ("question", "bank-file", "topics", "references", "bank"):
        file = ROOT / "schema" / f"{name}.schema.json"
        schema = json.loads(file.read_text(encoding="utf-8"))
        lines += [f"## {schema['title']}", "", f"`schema/{file.name}`, `{schema['$id']}`", ""]
        lines += [_described(schema["description"]), ""] if "description" in schema else []
        lines += list(_fields(schema))
        for title, definition in schema.get("$defs", {}).items():
            if title in shown and list(_fields(shown[title])) == list(_fields(definition)):
                continue
            lines += [f"### {title}{' in the bank' if title in shown else ''}", ""]
            lines += [_described(definition.get("description", "")), ""]
            lines += [", ".join(f"`{value}`" for value in definition["enum"]), ""] if "enum" in definition else []
            lines += list(_fields(definition))
            shown.setdefault(title, definition)
    return "\n".join(lines)


def _fields(schema: dict[str, Any]) -> Iterator[str]:
    required = schema.get("required", schema.get("else", {}).get("required", ()))
    for name, field in schema.get("properties", {}).items():
        if field is False:
            continue
        optional = "" if name in required else ", optional"
        yield from (f"`{name}`", f":   {_described(field.get('description', ''))} *{_kind(field)}{optional}*", "")
    for pattern, field in schema.get("patternProperties", {}).items():
        if field is not False:
            yield from (f"`{pattern[1:]}…`", f":   {_described(field['description'])} *anything, optional*", "")


def _kind(field: dict[str, Any]) -> str:
    """What a field may hold, in words."""
    if "$ref" in field:
        return field["$ref"].rpartition("/")[2]
    choices = field.get("anyOf", field.get("oneOf"))
    if choices:
        return " or ".join(_kind(choice) for choice in choices if choice.get("type") != "null")
    if "const" in field:
        return f"always `{field['const']}`"
    if "enum" in field:
        return ", ".join(f"`{value}`" for value in field["enum"])
    if "prefixItems" in field:
        return f"[{', '.join(_kind(part) for part in field['prefixItems'])}]"
    if field.get("type") == "array":
        return f"{_bounds(field, 'Items') or 'any number'} × {_kind(field['items'])}"
    if field.get("type") == "object":
        values = field.get("additionalProperties")
        return f"a mapping to {_kind(values)}" if isinstance(values, dict) else "a mapping"
    kind = {"string": "text", "integer": "whole number"}.get(field.get("type", ""), field.get("type", "anything"))
    kind = field.get("format", kind)
    limits = _bounds(field, "Length", " characters") or _limits(field)
    return f"{kind}, {limits}" if limits else kind


def _bounds(field: dict[str, Any], what: str, unit: str = "") -> str:
    low, high = field.get(f"min{what}"), field.get(f"max{what}")
    if low is not None and high is not None:
        return f"{low} to {high}{unit}"
    if high is not None:
        return f"at most {high}{unit}"
    return f"at least {low}{unit}" if low is not None else ""


def _limits(field: dict[str, Any]) -> str:
    low, high = field.get("minimum"), field.get("maximum")
    return f"{low} to {high}" if low is not None and high is not None else ""


def codes() -> str:
    """The codes of problems, by group."""
    lines = ["# The problem codes", "", "A code never changes its meaning, so scripts may rely on it.", ""]
    for group, members in groupby(CODES.items(), key=lambda entry: entry[0][2]):
        lines += [f"## {GROUPS[group]}", ""]
        for code, meaning in members:
            lines += [f"`{code}` {{ #{code.lower()} }}", f":   {_escaped(meaning)}", ""]
    lines += ["## The columns of a roster", ""]
    for column, meaning in COLUMNS.items():
        lines += [f"`{column}`", f":   {_escaped(meaning)}", ""]
    return "\n".join(lines)


def changes() -> str:
    """The changelog."""
    return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def data() -> str:
    """When each question last changed, according to the ledger in the bank."""
    bank = alignprep.load()
    lines = ["# Question by question", "", f"When the questions of version {bank.version} last changed.", ""]
    for section in bank.sections:
        lines += [f"## {_escaped(section.title)}", "", "| | question | changed | revision |", "|---|---|---|---|"]
        for question in bank.questions:
            if question.section == section.id:
                entry = bank.ledger[question.id]
                lines.append(f"| {question.number} | {_escaped(question.title)} | {entry.changed} | {entry.revision} |")
        lines.append("")
    return "\n".join(lines)
