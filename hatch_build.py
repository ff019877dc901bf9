"""Compiles content/ into alignprep/data/bank.json, so that every wheel and editable install holds the bank."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileBank(BuildHookInterface[Any]):
    """Hatchling's custom build hook (https://hatch.pypa.io/latest/plugins/build-hook/custom/)."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile the bank before files are collected.

        Raises `alignprep.errors.ContentError` with every problem when the content makes no bank.
        """
        root = Path(self.root)
        sys.path.insert(0, str(root))
        try:
            from alignprep.build import compile_bank
            from alignprep.errors import ContentError

            try:
                compile_bank(root / "content", root / "alignprep" / "data" / "bank.json")
            except ContentError as error:
                # Authors must be able to install what tells them what is wrong.
                if version != "editable":
                    raise
                self.app.display_warning(f"the bank was not compiled:\n{error}")
        finally:
            sys.path.remove(str(root))
