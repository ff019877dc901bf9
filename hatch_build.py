"""Compiles content/ into alignprep/data/bank.json, and the catalogs of words, for every wheel and editable install, and
gives a package index a README without pictures.

What was packed is then packed again, since hatchling compresses with whatever zlib the machine has.
"""

from __future__ import annotations

import io
import re
import struct
import sys
import tarfile
import zipfile
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

LOCALES: Final = Path(__file__).parent / "alignprep" / "language" / "locale"
"""The folder of catalogs: `<language>/LC_MESSAGES/alignprep.po`, and beside it the compiled `.mo`."""
_SDIST_TIME: Final = 1580601600
"""2020-02-02, the default date that hatchling gives members of an sdist; used whatever SOURCE_DATE_EPOCH is."""


class Readme(MetadataHookInterface):
    """Hatchling's custom metadata hook (https://hatch.pypa.io/latest/plugins/metadata-hook/custom/): the README as an
    index shows it."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the README to the project's metadata."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": without_pictures(text)}


def without_pictures(readme: str) -> str:
    """The README without the paragraphs that are pictures: an index has none of the files beside it."""
    return re.sub(r"^(!\[[^\]]*\]\([^)]*\)\n)+\n", "", readme, flags=re.MULTILINE)


class Build(BuildHookInterface[Any]):
    """Hatchling's custom build hook (https://hatch.pypa.io/latest/plugins/build-hook/custom/)."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile the catalogs and the bank before files are collected.

        Raises `alignprep.errors.ContentError` with every problem when the content makes no bank.
        """
        root = Path(self.root)
        compile_catalogs(root / "alignprep" / "language" / "locale")
        self._use_package()
        from alignprep.build.build import compile_bank
        from alignprep.errors import ContentError

        try:
            compile_bank(root / "content", root / "alignprep" / "data" / "bank.json")
        except ContentError as error:
            # Authors must be able to install what tells them what is wrong.
            if version != "editable":
                raise
            self.app.display_warning(f"the bank was not compiled:\n{error}")

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Give a wheel or an sdist its canonical form."""
        if version != "editable":
            self._use_package()
            repack(Path(artifact_path))

    def _use_package(self) -> None:
        """Make `import alignprep` mean this tree's.

        The tree does not go onto the path, where a file that happens to be called json.py would be found.
        """
        folder = Path(self.root) / "alignprep"
        spec = spec_from_file_location("alignprep", folder / "__init__.py", submodule_search_locations=[str(folder)])
        if spec is None or spec.loader is None:
            raise ImportError(f"{folder} is no package")
        module = module_from_spec(spec)
        sys.modules["alignprep"] = module
        spec.loader.exec_module(module)


def compile_catalogs(folder: Path) -> None:
    """Compile every catalog into the form that Python's gettext reads, beside its source.

    The bytes depend on nothing but the texts: Babel's own header would name its version.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    class Plain(Catalog):
        """A catalog whose header says only what gettext needs."""

        @property  # type: ignore[misc]
        def mime_headers(self) -> list[tuple[str, str]]:
            forms = [("Plural-Forms", self.plural_forms)]
            return [("Content-Type", "text/plain; charset=utf-8"), ("Language", self.locale_identifier or ""), *forms]

    for path in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        made, language = io.BytesIO(), path.parent.parent.name
        with path.open("rb") as file:
            texts = read_po(file, locale=language)
        plain = Plain(locale=language, fuzzy=False)
        for one in texts:
            if one.id:
                plain.add(one.id, one.string)
        write_mo(made, plain)
        path.with_suffix(".mo").write_bytes(made.getvalue())


def repack(path: Path) -> None:
    """Rewrite a wheel or an sdist in its canonical form; the RECORD of a wheel lists contents, so it stays valid.

    Raises `ValueError` for any other file.
    """
    data = path.read_bytes()
    if path.name.endswith(".whl"):
        new = canonical_wheel(data)
    elif path.name.endswith(".tar.gz"):
        new = canonical_sdist(data)
    else:
        raise ValueError(f"{path} is neither a wheel nor a source distribution")
    path.write_bytes(new)


def canonical_wheel(data: bytes) -> bytes:
    """A wheel with the same files and contents that depends only on them, as `alignprep.files.archives` makes one.

    Metadata is at the end, as the specification advises, and RECORD last of all.
    """
    from alignprep.files.archives import zip_in_order

    def order(name: str) -> tuple[bool, bool, bytes]:
        in_metadata = name.partition("/")[0].endswith(".dist-info")
        return in_metadata, in_metadata and name.endswith("/RECORD"), name.encode()

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zip_in_order({name: archive.read(name) for name in sorted(archive.namelist(), key=order)})


def canonical_sdist(data: bytes) -> bytes:
    """A .tar.gz with the same files and contents that depends only on them.

    Names are sorted; headers are ustar, with pax records only where needed; all files have one date, user and group 0
    without names, and mode 0644 or 0755; the gzip header (RFC 1952) has no name, no date and no operating system.
    Raises `ValueError` for a member that is not a file.
    """
    import deflate

    from alignprep.files.archives import LEVEL

    plain = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as old,
        tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT, encoding="utf-8") as new,
    ):
        for entry in sorted(old.getmembers(), key=lambda entry: entry.name.encode()):
            if not entry.isfile():
                raise ValueError(f"a source distribution must contain only files, and {entry.name!r} is not a file")
            clean = tarfile.TarInfo(entry.name)
            clean.size, clean.mtime = entry.size, _SDIST_TIME
            clean.mode = 0o755 if entry.mode & 0o100 else 0o644
            new.addfile(clean, old.extractfile(entry))
    tar = plain.getvalue()
    tail = struct.pack("<II", deflate.crc32(tar), len(tar) & 0xFFFF_FFFF)
    return b"\x1f\x8b\x08\0\0\0\0\0\x02\xff" + bytes(deflate.deflate_compress(tar, LEVEL)) + tail
