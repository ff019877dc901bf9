"""JSON: the packet as `schema/bank.schema.json` describes it.

What this format does differently:

- It loses nothing, and alignprep reads it back; texts stay Markdown.
- `jsonl` (`lines`) writes one question a line, each complete in itself, as `schema/line.schema.json` describes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alignprep.json_format.writer import document, dumps

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".json"


def render(packet: Packet) -> bytes:
    """One JSON document (RFC 8259): UTF-8, keys in the model's order, Markdown as Markdown."""
    return dumps(document(packet))
