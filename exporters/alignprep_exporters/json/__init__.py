"""JSON: the packet as `schema/bank.schema.json` describes it.

What this format does differently:

- It loses nothing, and alignprep reads it back; texts stay Markdown.
- It validates what it writes, with the validator that checks JSON from anywhere else.
- `jsonl` (`lines`) writes one question per line, each complete in itself, as `schema/line.schema.json` describes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep import BankError
from alignprep.json_format.writer import document, dumps

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".json"
_VALIDATOR_LIBRARIES: Final = ("jsonschema", "markdown_it", "mdit_py_plugins", "latex2mathml")
"""The libraries of `alignprep[content]` that the validator imports."""


def render(packet: Packet) -> bytes:
    """One JSON document (RFC 8259): UTF-8, keys in the model's order, Markdown as Markdown.

    Raises `BankError` if the document is not valid. Where the validator's libraries are missing, it is not validated.
    """
    made = dumps(document(packet))
    try:
        from alignprep.json_format.validator import validate
    except ModuleNotFoundError as error:
        if error.name not in _VALIDATOR_LIBRARIES:
            raise
        return made
    problems = validate(made, "the exported JSON")
    if problems:
        raise BankError(problems)
    return made
