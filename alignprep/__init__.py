"""alignprep: the reference question bank for AI Alignment Engineer interviews.

    >>> import alignprep
    >>> bank = alignprep.load()
    >>> bank["rlhf-pipeline"].minutes
    5

The names below are imported on first use, so that `import alignprep` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from alignprep.bank import Bank as Bank
    from alignprep.bank import load as load
    from alignprep.errors import AlignprepError as AlignprepError
    from alignprep.errors import BankError as BankError
    from alignprep.errors import ContentError as ContentError
    from alignprep.errors import ExporterClash as ExporterClash
    from alignprep.errors import ExporterError as ExporterError
    from alignprep.errors import LedgerError as LedgerError
    from alignprep.errors import MissingExtra as MissingExtra
    from alignprep.errors import OutputError as OutputError
    from alignprep.errors import Problem as Problem
    from alignprep.errors import SelectionError as SelectionError
    from alignprep.errors import TemplateError as TemplateError
    from alignprep.errors import TextError as TextError
    from alignprep.errors import UnknownExporter as UnknownExporter
    from alignprep.exporting import Exporter as Exporter
    from alignprep.interview import Interview as Interview
    from alignprep.model import Question as Question
    from alignprep.model import Reference as Reference
    from alignprep.model import Revision as Revision
    from alignprep.selection import Edition as Edition
    from alignprep.selection import Item as Item
    from alignprep.selection import Packet as Packet
    from alignprep.selection import Paper as Paper
    from alignprep.selection import select as select

__version__ = "0.1.0"

_PLACES: Final = {
    "bank": ("Bank", "load"),
    "errors": (
        "AlignprepError",
        "BankError",
        "ContentError",
        "ExporterClash",
        "ExporterError",
        "LedgerError",
        "MissingExtra",
        "OutputError",
        "Problem",
        "SelectionError",
        "TemplateError",
        "TextError",
        "UnknownExporter",
    ),
    "exporting": ("Exporter",),
    "interview": ("Interview",),
    "model": ("Question", "Reference", "Revision"),
    "selection": ("Edition", "Item", "Packet", "Paper", "select"),
}
_MODULES: Final = {name: module for module, names in _PLACES.items() for name in names}

__all__ = ["__version__", *sorted(_MODULES)]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
