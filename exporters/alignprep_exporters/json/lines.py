"""JSON Lines: one question per line, complete in itself, as `schema/line.schema.json` describes it."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING, Final

from alignprep.json_format.writer import lines

if TYPE_CHECKING:
    from alignprep import Packet

__all__ = ["render", "suffix"]

suffix: Final = ".jsonl"
_LINE_BREAKS: Final = {ord(character): f"\\u{ord(character):04x}" for character in "\x85\u2028\u2029"}
"""Characters that JSON leaves as they are but that some readers treat as the end of a line."""


def render(packet: Packet) -> bytes:
    """One JSON document per line (https://jsonlines.org/), all with the same keys in the same order, in UTF-8."""
    texts = (json.dumps(line, ensure_ascii=False, allow_nan=False) for line in lines(packet))
    out = BytesIO()
    out.writelines(f"{text.translate(_LINE_BREAKS)}\n".encode() for text in texts)
    return out.getvalue()
