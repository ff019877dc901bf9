"""The study guide by pandoc (https://pandoc.org/), from HTML with MathML."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from guide import write
from html_pen import Html

from alignprep import Packet


def render(packet: Packet) -> bytes:
    """The guide as a Word document, with contents of two levels."""
    page = f"<html><head><title>{escape(packet.title)}</title></head><body>{write(packet, _Html())}</body></html>"
    with TemporaryDirectory() as folder:
        made = Path(folder, "guide.docx")
        command = ["pandoc", "--from", "html", "--to", "docx", "--toc", "--toc-depth=2", "--output", str(made)]
        subprocess.run(command, input=page.encode(), check=True)
        return made.read_bytes()


class _Html(Html):
    """HTML without the contents, which pandoc makes itself."""

    def front(self, title: str, lines: Sequence[str], contents: Sequence[tuple[int, str, str]]) -> str:
        return "".join(f"<p>{line}</p>" for line in lines)
