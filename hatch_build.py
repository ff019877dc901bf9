"""Compiles content/ into alignprep/data/bank.json, so that every wheel and editable install holds the bank.

What was packed is then packed again, since hatchling compresses with whatever zlib the machine has.
"""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Build(BuildHookInterface[Any]):
    """Hatchling's custom build hook (https://hatch.pypa.io/latest/plugins/build-hook/custom/)."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile the bank before files are collected.

        Raises `alignprep.errors.ContentError` with every problem when the content makes no bank.
        """
        root = Path(self.root)
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
        """Give a wheel or an sdist its canonical form (`alignprep.files.archives`)."""
        if version != "editable":
            self._use_package()
            from alignprep.files.archives import repack

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
