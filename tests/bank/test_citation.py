from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

import alignprep
from alignprep import SelectionError
from alignprep.bank import citation

ROOT = Path(__file__).resolve().parents[2]
CFF = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def test_text_and_bibtex_name_the_bank_and_its_version() -> None:
    bank = alignprep.load()
    text, bibtex = alignprep.cite("text"), alignprep.cite("bibtex")
    assert alignprep.cite() == f"{text}\n\n{bibtex}"
    for said in (bank.title, bank.version, bank.license, *bank.profile.authors):
        assert said in text
        assert said in bibtex


def entry(bibtex: str) -> tuple[str, str, dict[str, str]]:
    """A BibTeX entry read by its grammar: type, key and fields, braces balanced."""
    head = re.match(r"@(\w+)\{([^\s,{}]+),\n", bibtex)
    assert head
    fields = re.findall(r"^  (\w+) *= \{(.*)\},?$", bibtex[head.end() :], re.MULTILINE)
    depth = 0
    for character in re.sub(r"\\[{}]", "", bibtex):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    return head[1], head[2], dict(fields)


def test_bibtex_is_an_entry_with_what_a_style_needs() -> None:
    kind, key, fields = entry(alignprep.cite("bibtex"))
    assert (kind, key) == ("misc", f"alignprep-{alignprep.DATA_VERSION}")
    assert fields["author"] == "{The alignprep authors}"
    assert fields["year"] == alignprep.DATA_VERSION[:4]
    assert fields["version"] == alignprep.DATA_VERSION
    assert set(fields) == {"author", "title", "year", "version", "note"}


def test_hostile_titles_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"slug": "hostile", "title": r"50 % & $5 #1 {a} \b ~x^y_z", "version": "2026.1.0", "license": "CC-BY-4.0"}
    monkeypatch.setattr(citation, "head", lambda: said)
    _, _, fields = entry(alignprep.cite("bibtex"))
    assert fields["title"] == (r"{50 \% \& \$5 \#1 \{a\} \textbackslash{}b \textasciitilde{}x\textasciicircum{}y\_z}")
    assert said["title"] in alignprep.cite("text")


def test_another_style_is_refused() -> None:
    with pytest.raises(SelectionError, match=r"^no style 'bibtx'; there are text, bibtex; did you mean 'bibtex'\?$"):
        alignprep.cite("bibtx")  # type: ignore[arg-type]


def test_the_repositorys_citation_says_the_same() -> None:
    bank = alignprep.load()
    assert CFF["title"] == bank.title
    assert str(CFF["version"]) == bank.version
    assert CFF["license"] == bank.license
    assert CFF["date-released"] == bank.data.released
    assert [author["name"] for author in CFF["authors"]] == list(bank.profile.authors)


def test_the_repositorys_citation_keeps_the_rules_of_its_format() -> None:
    """The Citation File Format 1.2.0: what must be there, what may be, and the values of what is an enumeration."""
    assert CFF["cff-version"] == "1.2.0"
    assert {"authors", "cff-version", "message", "title"} <= set(CFF)
    assert set(CFF) <= {
        "abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers", "keywords",
        "license", "license-url", "message", "preferred-citation", "references", "repository", "repository-artifact",
        "repository-code", "title", "type", "url", "version",
    }  # fmt: skip
    assert CFF["type"] in ("software", "dataset")
    assert len(CFF["keywords"]) == len(set(CFF["keywords"])) >= 1
    for author in CFF["authors"]:
        assert set(author) == {"name"}, "an entity has a name; a person would have family-names"
    assert all(isinstance(CFF[name], str) and CFF[name] for name in ("message", "title", "license"))
