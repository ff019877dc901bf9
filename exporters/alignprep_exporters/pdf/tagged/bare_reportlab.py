"""Imports reportlab without the settings of user and machine; must be imported before anything else imports reportlab.

When reportlab 5.1 is imported, it runs the modules `reportlab_mods`, `reportlab_settings`, `reportlab.local_rl_mods`
and `reportlab.local_rl_settings` and the files `~/.reportlab_mods` and `~/.reportlab_settings`, and obeys environment
variables `RL_*` (reportlab/__init__.py, reportlab/rl_config.py). Empty modules of these names keep modules and files
out; the variables are hidden during the import.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Final

__all__ = ["without_source_date_epoch"]

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
def without_source_date_epoch() -> Iterator[None]:
    """Hide `SOURCE_DATE_EPOCH`: reportlab reads it and fails if it is malformed; the dates are those of the data."""
    before = os.environ.pop("SOURCE_DATE_EPOCH", None)
    try:
        yield
    finally:
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before


_import_bare()
