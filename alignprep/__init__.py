"""alignprep: banks of interview questions, validated, and what is made of them.

    >>> import alignprep
    >>> bank = alignprep.load()
    >>> question = bank.questions[0]
    >>> bank[question.id] == bank[question.number] == question
    True

`load` also reads other banks: a content folder, exported JSON or one that is installed as a package.

The names below are imported on first use, so that `import alignprep` takes almost no time. `alignprep.model.versions`
explains the three versions.
"""

# Not imported from `typing`, which takes longer than this whole module; type checkers know the name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from alignprep.bank.bank import Bank as Bank
    from alignprep.bank.bank import read_bank as read_bank
    from alignprep.bank.citation import cite as cite
    from alignprep.content.finding import load as load
    from alignprep.errors import AlignprepError as AlignprepError
    from alignprep.errors import BankClash as BankClash
    from alignprep.errors import BankError as BankError
    from alignprep.errors import ContentError as ContentError
    from alignprep.errors import ExporterClash as ExporterClash
    from alignprep.errors import ExporterError as ExporterError
    from alignprep.errors import InterviewError as InterviewError
    from alignprep.errors import LedgerError as LedgerError
    from alignprep.errors import MissingExtra as MissingExtra
    from alignprep.errors import NotInBank as NotInBank
    from alignprep.errors import OutputError as OutputError
    from alignprep.errors import Problem as Problem
    from alignprep.errors import ReadOnly as ReadOnly
    from alignprep.errors import SelectionError as SelectionError
    from alignprep.errors import TemplateError as TemplateError
    from alignprep.errors import TextError as TextError
    from alignprep.errors import UnknownBank as UnknownBank
    from alignprep.errors import UnknownExporter as UnknownExporter
    from alignprep.exporting import Exporter as Exporter
    from alignprep.model.bibliography import Reference as Reference
    from alignprep.model.records import Answer as Answer
    from alignprep.model.records import Fact as Fact
    from alignprep.model.records import Figure as Figure
    from alignprep.model.records import FollowUp as FollowUp
    from alignprep.model.records import Question as Question
    from alignprep.model.records import Revision as Revision
    from alignprep.model.records import Rubric as Rubric
    from alignprep.model.records import Section as Section
    from alignprep.model.records import Term as Term
    from alignprep.model.versions import DATA_VERSION as DATA_VERSION
    from alignprep.model.versions import SCHEMA_VERSION as SCHEMA_VERSION
    from alignprep.model.versions import __version__ as __version__
    from alignprep.packet.packet import Edition as Edition
    from alignprep.packet.packet import Interview as Interview
    from alignprep.packet.packet import Item as Item
    from alignprep.packet.packet import Packet as Packet
    from alignprep.packet.packet import Paper as Paper
    from alignprep.packet.packet import select as select

_MODULES = {
    name: module
    for module, names in {
        "bank.bank": ["Bank", "read_bank"],
        "bank.citation": ["cite"],
        "content.finding": ["load"],
        "errors": [
            "AlignprepError", "BankClash", "BankError", "ContentError", "ExporterClash", "ExporterError",
            "InterviewError", "LedgerError", "MissingExtra", "NotInBank", "OutputError", "Problem", "ReadOnly",
            "SelectionError", "TemplateError", "TextError", "UnknownBank", "UnknownExporter",
        ],
        "exporting": ["Exporter"],
        "model.bibliography": ["Reference"],
        "model.records": [
            "Answer", "Fact", "Figure", "FollowUp", "Question", "Revision", "Rubric", "Section", "Term",
        ],
        "model.versions": ["DATA_VERSION", "SCHEMA_VERSION", "__version__"],
        "packet.packet": ["Edition", "Interview", "Item", "Packet", "Paper", "select"],
    }.items()
    for name in names
}  # fmt: skip

__all__ = [
    "DATA_VERSION", "SCHEMA_VERSION", "AlignprepError", "Answer", "Bank", "BankClash", "BankError", "ContentError",
    "Edition", "Exporter", "ExporterClash", "ExporterError", "Fact", "Figure", "FollowUp", "Interview",
    "InterviewError", "Item", "LedgerError", "MissingExtra", "NotInBank", "OutputError", "Packet", "Paper", "Problem",
    "Question", "ReadOnly", "Reference", "Revision", "Rubric", "Section", "SelectionError", "TemplateError", "Term",
    "TextError", "UnknownBank", "UnknownExporter", "__version__", "cite", "load", "read_bank", "select",
]  # fmt: skip

if not TYPE_CHECKING:  # A type checker that saw this would accept any name.

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__} - {"TYPE_CHECKING"})
