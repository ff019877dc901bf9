"""Makes the exporters of `tests/support/plugins/` visible, as an installed distribution would."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

PLUGINS: Final = Path(__file__).resolve().parent / "plugins"
NAMES: Final = tuple(
    re.findall(r"^@exporter\ndef (\w+)\(", (PLUGINS / "hostile.py").read_text(encoding="utf-8"), re.MULTILINE)
)


def install(site: Path, name: str, points: dict[str, str]) -> None:
    """Lay down the metadata of a distribution with these entry points in a folder of `sys.path`."""
    info = site / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    lines = [f"{point} = {value}" for point, value in points.items()]
    (info / "entry_points.txt").write_text("\n".join(["[alignprep.exporters]", *lines, ""]), encoding="utf-8")


def install_all(site: Path) -> None:
    """Every hostile exporter under the name that its function has."""
    points = {name: f"hostile:{name}" for name in (*NAMES, "other", "outside")}
    modules = {"on_import": "hostile_on_import", "noisy": "hostile_noisy", "absent": "no_such_module"}
    install(site, "hostile-plugin", {**points, **modules})
