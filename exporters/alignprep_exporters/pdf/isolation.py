"""Imports reportlab as it is, whatever the machine would make of it.

reportlab 5.1 runs `reportlab_mods`, `reportlab_settings`, `reportlab.local_rl_mods` and `reportlab.local_rl_settings`
from the path, `~/.reportlab_mods` and `~/.reportlab_settings`, and obeys variables `RL_*`, all when it is imported
(reportlab/__init__.py, reportlab/rl_config.py). Empty modules of these names, and no such variables, keep them out.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Final

__all__ = ["undated"]

_HOOKS: Final = ("reportlab_mods", "reportlab_settings", "reportlab.local_rl_mods", "reportlab.local_rl_settings")


def _import_bare() -> None:
    variables = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("RL_")}
    hooks = [name for name in _HOOKS if name not in sys.modules]
    sys.modules.update({name: ModuleType(name) for name in hooks})
    try:
        import reportlab.rl_config  # noqa: F401
    finally:
        for name in hooks:
            del sys.modules[name]
        os.environ.update(variables)


@contextmanager
def undated() -> Iterator[None]:
    """Hide `SOURCE_DATE_EPOCH`, which reportlab reads, and which may hold anything; our dates are the data's."""
    before = os.environ.pop("SOURCE_DATE_EPOCH", None)
    try:
        yield
    finally:
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before


_import_bare()
