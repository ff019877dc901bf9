"""The catalogs of alignprep's fixed words: extract the texts from the code, update the translations, compile them.

python -m tools.messages            write the template, update every catalog, and compile them all
python -m tools.messages de fr      the same, and begin a catalog for each language that has none yet
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from hatch_build import LOCALES, compile_catalogs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["TEMPLATE", "extracted", "main", "po", "template"]

_ROOT: Final = Path(__file__).parent.parent
_FOLDERS: Final = ("alignprep", "exporters/alignprep_exporters")
TEMPLATE: Final = _ROOT / "alignprep" / "language" / "alignprep.pot"
_METHODS: Final = [("**.py", "python"), ("html/**.html", "jinja2")]
"""Which files say something, and how Babel reads them; Jinja comes with a reader of its templates."""
_KEYWORDS: Final = {"say": None, "_say": None, "message": None, "plural": (1, 2)}
"""The functions that say something, and which of their arguments are texts, as Babel counts them."""
_WIDTH: Final = 110


def extracted() -> Catalog:
    """Every text that the code says in documents, sorted, each with the files that say it."""
    catalog = Catalog(fuzzy=False)
    found = [
        (f"{folder}/{file}", text)
        for folder in _FOLDERS
        for file, _, text, _, _ in extract_from_dir(_ROOT / folder, _METHODS, keywords=_KEYWORDS)
    ]
    for file, text in sorted(found, key=lambda pair: (pair[0], str(pair[1]))):
        catalog.add(text, locations=[(file, 0)])
    return catalog


def po(catalog: Catalog) -> bytes:
    """A catalog as a file that depends on nothing but its texts: no dates, no numbers of lines."""
    made = io.BytesIO()
    write_po(made, catalog, width=_WIDTH, sort_output=True, include_lineno=False, omit_header=True)
    return _header(catalog).encode() + made.getvalue()


def _header(catalog: Catalog) -> str:
    lines = ["Content-Type: text/plain; charset=UTF-8"]
    if catalog.locale:
        lines += [f"Language: {catalog.locale_identifier}", f"Plural-Forms: {catalog.plural_forms}"]
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n"


def template() -> bytes:
    """The template from which catalogs are made, as it should be."""
    return po(extracted())


def _updated(path: Path, language: str, texts: Catalog) -> bytes:
    with io.BytesIO(path.read_bytes() if path.exists() else b"") as file:
        catalog = read_po(file, locale=language)
    catalog.update(texts, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return po(catalog)


def _languages(named: Sequence[str]) -> Iterator[tuple[str, Path]]:
    known = {path.name for path in LOCALES.iterdir() if path.is_dir()}
    for language in sorted(known.union(named)):
        yield language, LOCALES / language / "LC_MESSAGES" / "alignprep.po"


def main(named: Sequence[str]) -> None:
    """Write all files; `named` are languages that may be new, called as gettext calls them, such as pt_BR."""
    texts = extracted()
    TEMPLATE.write_bytes(po(texts))
    for language, path in _languages(named):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_updated(path, language, texts))
        with path.open("rb") as file:
            missing = sum(bool(one.id) and not all(_strings(one.string)) for one in read_po(file, locale=language))
        print(f"{path.relative_to(_ROOT)}: {missing} texts without a translation")
    compile_catalogs(LOCALES)


def _strings(said: str | Sequence[str] | None) -> Sequence[str]:
    return [said or ""] if said is None or isinstance(said, str) else said


if __name__ == "__main__":
    main(sys.argv[1:])
