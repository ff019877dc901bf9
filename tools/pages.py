"""How pages look, as text: `make pages` accepts what the acceptance test then compares.

A page is a grid of digits, each the darkness of a cell from 0 (paper) to 9 (ink). The sample bank is drawn, which holds
every construct and does not change with the content.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from alignprep import select
from alignprep_exporters import pdf
from alignprep_exporters.pdf import answers, quick
from tests.support.sample_bank import sample_bank

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "golden"
COLUMNS, ROWS = 24, 34
PRODUCTS = {
    "handout": (pdf, "candidate", "a4"),
    "study": (pdf, "study", "a4"),
    "interviewer": (pdf, "interviewer", "letter"),
    "answers": (answers, "study", "letter"),
    "quick": (quick, "study", "a4"),
}


def grids(product: str) -> list[list[str]]:
    """The pages of a product, each as rows of digits."""
    exporter, edition, paper = PRODUCTS[product]
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "x.pdf").write_bytes(exporter.render(select(sample_bank(), edition=edition, paper=paper)))
        subprocess.run(["pdftoppm", "-r", "48", "-gray", "x.pdf", "page"], cwd=folder, check=True)
        return [_grid(Image.open(path)) for path in sorted(folder.glob("page-*.pgm"))]


def _grid(page: Image.Image) -> list[str]:
    small = page.resize((COLUMNS, ROWS), Image.Resampling.BOX)
    shades = small.tobytes()
    return [
        "".join(str(min(9, (255 - shade) // 12)) for shade in shades[row * COLUMNS : (row + 1) * COLUMNS])
        for row in range(ROWS)
    ]


def accepted(product: str) -> list[list[str]]:
    """The pages as they were last accepted."""
    text = (GOLDEN / f"pages-{product}.txt").read_text(encoding="utf-8")
    return [page.splitlines() for page in text.rstrip("\n").split("\n\n")]


def main() -> None:
    """Accept all pages as they look now."""
    for product in PRODUCTS:
        text = "\n\n".join("\n".join(page) for page in grids(product))
        (GOLDEN / f"pages-{product}.txt").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
