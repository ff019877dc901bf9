"""Writes the software bill of materials (CycloneDX 1.6): what the lock pins, and others' files inside the wheel.

Run by `make build`: `python -m tools.sbom FILE`. What it writes depends on pyproject.toml, constraints.txt and the
bundled files only: versions, hashes and who needs what come from the lock, licenses from the metadata of the locked
versions, and there is neither a date nor a random serial number. A license is left out where nothing states it, where
another version is installed, and for what only some systems need, since it would differ between systems.

A component's scope is `required` for what every install needs, `optional` for what an extra brings, `excluded` for
what only builds need (CycloneDX 1.6, `component.scope`).
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, Final

from cyclonedx.contrib.hash.factories import HashTypeFactory
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import License
from cyclonedx.model.lifecycle import LifecyclePhase, PredefinedLifecycle
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.spdx import is_expression, is_supported_id
from packageurl import PackageURL

from alignprep import __version__
from alignprep.build.manifest import LOCK
from tools.lock import Pin, pins

ROOT: Final = Path(__file__).resolve().parent.parent
EXPORTERS: Final = ROOT / "exporters" / "alignprep_exporters"
FAMILIES: Final = {
    "DejaVuSans": ("DejaVu Sans", "2.37", "Bitstream-Vera"),
    "JetBrainsMono": ("JetBrains Mono", "2.211", "OFL-1.1"),
    "NotoSansMath": ("Noto Sans Math", "3.000", "OFL-1.1"),
    "SourceSans3": ("Source Sans 3", "3.052", "OFL-1.1"),
    "SourceSerif4": ("Source Serif 4", "4.004", "OFL-1.1"),
}
"""Name, version and license of each family, by how its files' names begin."""
SPDX: Final = {
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""Names and classifiers that mean one license of the SPDX list; "BSD License" means any of several."""


def bill_of_materials(project: Mapping[str, Any], lock: bytes) -> str:
    """The bill as JSON, of pyproject.toml's table `project` and the lock.

    Raises `KeyError` for a font of no known family.
    """
    locked = pins(lock.decode())
    components = {pin.name: _component(pin) for pin in locked}
    bundled = [
        *_scripts(),
        *map(_font, sorted((EXPORTERS / "fonts").glob("*.ttf"))),
        _profile(EXPORTERS / "pdf/tagged/sRGB.icc"),
    ]
    root = _root(project)
    for name, scope in _scopes(locked, project["dependencies"]).items():
        components[name].scope = scope
    bom = Bom(
        serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"{root.purl}#{hashlib.sha256(lock).hexdigest()}"),
        components=[*components.values(), *bundled],
        metadata=BomMetaData(
            component=root,
            lifecycles=[PredefinedLifecycle(LifecyclePhase.BUILD)],
            properties=[Property(name="cdx:reproducible", value="true")],
        ),
    )
    bom.metadata.timestamp = None  # type: ignore[assignment]  # The library would say now.
    bom.register_dependency(root, [*(components[pin.name] for pin in locked if _asked_for(pin)), *bundled])
    for name, component in components.items():
        bom.register_dependency(component, [components[pin.name] for pin in locked if name in pin.required_by])
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def _asked_for(pin: Pin) -> bool:
    """Whether the project itself or one of its extras asks for it."""
    return "alignprep (pyproject.toml)" in pin.required_by


def _scopes(locked: Iterable[Pin], dependencies: Iterable[str]) -> dict[str, ComponentScope]:
    """The scope of each pin."""
    locked = tuple(locked)
    plain = {re.split(r"[^A-Za-z0-9._-]", text, maxsplit=1)[0].lower() for text in dependencies}
    required = _needed_by(plain, locked)
    reached = _needed_by({pin.name for pin in locked if _asked_for(pin)}, locked)
    return {
        pin.name: ComponentScope.REQUIRED
        if pin.name in required
        else ComponentScope.OPTIONAL
        if pin.name in reached
        else ComponentScope.EXCLUDED
        for pin in locked
    }


def _needed_by(names: set[str], locked: tuple[Pin, ...]) -> set[str]:
    """These and all that they need."""
    while more := {pin.name for pin in locked if names.intersection(pin.required_by)} - names:
        names = names | more
    return names


def _root(project: Mapping[str, Any]) -> Component:
    purl = PackageURL("pypi", None, project["name"], __version__)
    return Component(
        name=project["name"],
        version=__version__,
        type=ComponentType.APPLICATION,
        bom_ref=str(purl),
        purl=purl,
        description=project["description"],
        licenses=[LicenseFactory().make_with_expression(project["license"])],
    )


def _component(pin: Pin) -> Component:
    purl = PackageURL("pypi", None, pin.name, pin.version)
    return Component(
        name=pin.name,
        version=pin.version,
        bom_ref=str(purl),
        purl=purl,
        hashes=[HashTypeFactory().from_composite_str(text) for text in pin.hashes],
        licenses=_licenses(pin),
        properties=[Property(name="alignprep:marker", value=pin.marker)] if pin.marker else [],
    )


def _licenses(pin: Pin) -> list[License]:
    """What the installed distribution states: an expression, or its field, or its classifier."""
    try:
        about = metadata(pin.name)
    except PackageNotFoundError:
        return []
    if pin.marker or about["Version"] != pin.version:
        return []
    kinds = [line.split(" :: ")[-1] for line in about.get_all("Classifier") or () if line.startswith("License ::")]
    fields = about.get_all("License", [])
    stated = [*about.get_all("License-Expression", []), *fields, *(SPDX.get(name) for name in (*fields, *kinds))]
    for text in filter(None, stated):
        if is_supported_id(text) or is_expression(text):
            return [LicenseFactory().make_from_string(text)]
    return [LicenseFactory().make_with_name(kind) for kind in kinds[:1]]


def _font(path: Path) -> Component:
    name, version, license = FAMILIES[re.split(r"[_.]", path.name, maxsplit=1)[0]]
    return _file(path, name, version, LicenseFactory().make_with_id(license))


def _scripts() -> list[Component]:
    """The libraries that are bundled into the script of the practice page, as its bundler found them."""
    found = json.loads((EXPORTERS / "html" / "practice" / "licenses.json").read_text(encoding="utf-8"))
    return [_script(one["name"], one["version"], one["license"]) for one in found]


def _script(name: str, version: str, license: str) -> Component:
    purl = PackageURL("npm", None, name, version)
    return Component(
        name=name,
        version=version,
        bom_ref=str(purl),
        purl=purl,
        scope=ComponentScope.REQUIRED,
        licenses=[LicenseFactory().make_with_id(license)],
    )


def _profile(path: Path) -> Component:
    """The color profile that every PDF holds; it says itself what it permits."""
    license = LicenseFactory().make_with_name("No copyright, use freely")
    return _file(path, "sRGB built-in", None, license)


def _file(path: Path, name: str, version: str | None, license: License) -> Component:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Component(
        name=f"{name} ({path.name})",
        version=version,
        type=ComponentType.FILE,
        bom_ref=f"file:{path.name}",
        scope=ComponentScope.REQUIRED,
        hashes=[HashTypeFactory().from_composite_str(f"sha256:{digest}")],
        licenses=[license],
    )


def main() -> None:
    """Write the bill into the file that the only argument names."""
    (target,) = sys.argv[1:]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = bill_of_materials(project, (ROOT / LOCK).read_bytes())
    Path(target).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
