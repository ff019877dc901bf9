"""dist/manifest.json: what a build was made from, and what it made.

It depends on content, code and lock only, as the files do that it lists, so it names neither the machine nor the
interpreter nor a commit: a commit that holds the digest of this file cannot stand in it. `source` names the folders
as git does, which is the same in a clone, in one without .git and in the source distribution.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alignprep import exporting
from alignprep.content.folder import is_left_behind
from alignprep.files.os_errors import unreadable
from alignprep.json_format.writer import dumps
from alignprep.model.versions import BANK_SCHEMA, SCHEMA_VERSION, __version__

if TYPE_CHECKING:
    from alignprep.bank.bank import Bank

__all__ = [
    "LOCK", "MANIFEST", "MANIFEST_VERSION", "Difference", "Made", "Origin", "differences", "directory_id", "left_in",
    "lock_of", "manifest", "origin_of", "pins",
]  # fmt: skip

LOCK: Final = "constraints.txt"

_PIN: Final = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Difference:
    """A distribution that is installed in another version than the locked one."""

    name: str
    locked: str
    installed: str

    def __str__(self) -> str:
        return f"{self.name} {self.installed} (locked: {self.locked})"


def pins(lock: str) -> tuple[tuple[str, str], ...]:
    """The name (normalized, PEP 503) and the version of each distribution that a lock pins, in its order."""
    return tuple((re.sub(r"[-_.]+", "-", name).lower(), version) for name, version in _PIN.findall(lock))


def lock_of(content: Path) -> Path | None:
    """The lock beside a content folder; None where there is none, as in an installed package."""
    path = content.resolve().parent / LOCK
    return path if path.is_file() else None


def differences(locked: Iterable[tuple[str, str]]) -> tuple[Difference, ...]:
    """Where what is installed is not what is locked.

    What is not installed makes no difference: an exporter that needs it makes no file. So markers need not be
    evaluated, which would take the distribution `packaging`.
    """
    allowed: dict[str, list[str]] = {}
    for name, pinned in locked:
        allowed.setdefault(name, []).append(pinned)
    found = []
    for name, versions in sorted(allowed.items()):
        try:
            installed = version(name)
        except PackageNotFoundError:
            continue
        if installed not in versions:
            found.append(Difference(name, " or ".join(versions), installed))
    return tuple(found)


_FILE: Final = b"100644"
_CACHES: Final = ("__pycache__", "node_modules")
"""Folders that Python and npm make."""
_LINK: Final = b"120000"
_FOLDER: Final = b"40000"


def directory_id(folder: Path, *, leave_out: Collection[str] = ()) -> str:
    """The Software Heritage identifier of a folder: `swh:1:dir:` and the name of git's tree.

    Left out are names that begin with a dot, what Python, npm and editors leave behind, empty folders, devices and the
    paths of `leave_out` (relative, with `/`), none of which git would track here. Every file counts as one that is not
    executable, since some file systems cannot tell. Raises `OSError` when something cannot be read.
    """
    tree = _tree(folder, "", leave_out)
    return f"swh:1:dir:{(tree or _named(b'tree', b'')).hex()}"


def _tree(folder: Path, prefix: str, leave_out: Collection[str]) -> bytes | None:
    """The name of a folder's tree; None when it holds nothing."""
    entries: list[tuple[bytes, bytes]] = []
    for entry in os.scandir(folder):
        path = prefix + entry.name
        if entry.name.startswith(".") or entry.name in _CACHES or path in leave_out:
            continue
        if is_left_behind(entry.name) and entry.is_file():
            continue
        name = os.fsencode(entry.name)
        if entry.is_symlink():
            target = os.fsencode(os.readlink(entry))  # noqa: PTH115 (a path's readlink may change the text)
            entries.append((name, _LINK + b" " + name + b"\0" + _named(b"blob", target)))
        elif entry.is_dir():
            below = _tree(Path(entry), f"{path}/", leave_out)
            if below is not None:
                entries.append((name + b"/", _FOLDER + b" " + name + b"\0" + below))
        elif entry.is_file():
            entries.append((name, _FILE + b" " + name + b"\0" + _named(b"blob", Path(entry).read_bytes())))
    return _named(b"tree", b"".join(line for _, line in sorted(entries))) if entries else None


def _named(kind: bytes, content: bytes) -> bytes:
    """How git names an object (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects)."""
    return hashlib.sha1(kind + b" %d\0" % len(content) + content, usedforsecurity=False).digest()


MANIFEST: Final = "manifest.json"
MANIFEST_VERSION: Final = "1.1"
"""The version of this file's own shape: the first number changes when a reader of it would break."""

_MEDIA_TYPES: Final = {
    ".apkg": "application/x-apkg",
    ".cdx.json": "application/vnd.cyclonedx+json; version=1.6",
    ".csv": "text/csv; charset=utf-8; header=present",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".md": "text/markdown; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".tar.gz": "application/gzip",
    ".txt": "text/plain; charset=utf-8",
    ".whl": "application/zip",
    ".zip": "application/zip",
}
"""By ending, the longest first; `mimetypes` would ask the machine."""


@dataclass(frozen=True, slots=True)
class Made:
    """How a file came to be: the exporter's name, and the edition that it shows."""

    exporter: str
    edition: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What a build reads: the content, the code, and the lock with what is installed instead."""

    content: str
    """The identifier of the content folder, or `sha256:` and the digest of the exported JSON."""
    code: Mapping[str, str]
    lock_digest: str | None = None
    pins: tuple[tuple[str, str], ...] = ()
    differences: tuple[Difference, ...] = ()


def origin_of(content: Path | bytes) -> Origin:
    """The origin of a build on this machine from a content folder, or from exported JSON, which has no lock beside it.

    Raises `OutputError` when something cannot be read.
    """
    here = Path(__file__).parent.parent
    catalogs = [path.relative_to(here).as_posix() for path in here.glob("language/locale/*/LC_MESSAGES/*.mo")]
    compiled = {"data/bank.json", *catalogs}
    try:
        code = {"alignprep": directory_id(here, leave_out=compiled)}
        # In a tree our exporters have a source root of their own; installed, they are beside the package.
        folders = (here.parent / "exporters" / "alignprep_exporters", here.parent / "alignprep_exporters")
        exporters = next((folder for folder in folders if folder.is_dir()), None)
        if exporters:
            code["alignprep_exporters"] = directory_id(exporters)
        if isinstance(content, bytes):
            return Origin(f"sha256:{hashlib.sha256(content).hexdigest()}", code)
        written = directory_id(content)
        path = lock_of(content)
        data = path.read_bytes() if path else None
    except OSError as error:
        raise unreadable(error.filename, error) from None
    if data is None:
        return Origin(written, code)
    locked = pins(data.decode(errors="replace"))
    return Origin(written, code, hashlib.sha256(data).hexdigest(), locked, differences(locked))


def left_in(folder: Path) -> tuple[str, frozenset[str]]:
    """The slug of the bank whose build left the manifest in a folder, and the names of the files that it lists.

    Both are empty without a manifest that says so.
    """
    path = folder / MANIFEST
    try:
        data = json.loads(path.read_bytes() if path.is_file() else b"{}")
        slug, names = data["data"]["slug"], [entry["name"] for entry in data["files"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return "", frozenset()
    return (slug, frozenset(map(str, names))) if isinstance(slug, str) else ("", frozenset())


def manifest(bank: Bank, files: Mapping[str, bytes], made: Mapping[str, Made], paper: str, origin: Origin) -> bytes:
    """The manifest of these files, as JSON: by name, those that an exporter made with who made them.

    It does not list itself; RELEASE-SHA256SUMS lists it with all others.
    """
    offers = {offer.name: offer for offer in exporting.offers({entry.exporter for entry in made.values()})}
    about = metadata("alignprep")
    return dumps(
        {
            "schema_version": MANIFEST_VERSION,
            "project": {"name": about["Name"], "version": __version__, "requires_python": about["Requires-Python"]},
            "data": {
                "slug": bank.slug,
                "title": bank.title,
                "version": bank.version,
                "license": bank.license,
                "questions": len(bank),
                "schema": BANK_SCHEMA,
                "schema_version": SCHEMA_VERSION,
            },
            "source": {"content": origin.content, **origin.code},
            "lock": _lock(origin),
            "dependencies": _dependencies(origin, {offer.distribution for offer in offers.values()}),
            "exporters": {
                name: {"distribution": offer.distribution, "version": offer.version} for name, offer in offers.items()
            },
            "paper": paper,
            "files": [_file(name, files[name], made.get(name)) for name in sorted(files, key=str.encode)],
        }
    )


def _lock(origin: Origin) -> dict[str, Any] | None:
    if origin.lock_digest is None:
        return None
    return {
        "file": LOCK,
        "sha256": origin.lock_digest,
        "differences": [asdict(entry) for entry in origin.differences],
    }


def _dependencies(origin: Origin, distributions: set[str]) -> dict[str, str]:
    """The versions that the build used: the lock's, or the installed ones where they are others or there is no lock."""
    if origin.pins:
        installed = {entry.name: entry.installed for entry in origin.differences}
        return {name: installed.get(name, pinned) for name, pinned in origin.pins}
    names = {
        exporting.distribution_of(requirement).lower()
        for distribution in {"alignprep", *distributions} - {""}
        for requirement in requires(distribution) or ()
    }
    return {name: found for name in sorted(names) if (found := _version(name))}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _file(name: str, data: bytes, made: Made | None) -> dict[str, Any]:
    return {
        "name": name,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "media_type": _media_type(name),
        **(asdict(made) if made else {}),
    }


def _media_type(name: str) -> str:
    endings = sorted(_MEDIA_TYPES, key=len, reverse=True)
    return next((_MEDIA_TYPES[end] for end in endings if name.endswith(end)), "application/octet-stream")
