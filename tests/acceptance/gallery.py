"""Makes the picture in the README from real exports: `make gallery`."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from alignprep import select
from alignprep.content import read_content
from alignprep_exporters import anki, docx, pdf
from tests.anki_client import collection, import_package

ROOT = Path(__file__).resolve().parents[2]
HEIGHT = 560
BROWSER = [
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--hide-scrollbars",
]


def run(*command: object, cwd: Path) -> None:
    subprocess.run([str(word) for word in command], cwd=cwd, check=True, capture_output=True)


def page(folder: Path, file: str, number: int) -> Image.Image:
    run("pdftoppm", "-r", 110, "-png", "-f", number, "-l", number, "-singlefile", file, f"page{number}", cwd=folder)
    return Image.open(folder / f"page{number}.png").convert("RGB")


def card(folder: Path, data: bytes) -> Image.Image:
    import_package(folder / "collection.anki2", data)
    with collection(folder / "collection.anki2") as opened:
        (note,) = opened.find_notes('"note:AlignPrep Q&A" Number:1')
        answer = opened.get_note(note).cards()[0].answer()
    html = f'<!doctype html><meta charset="utf-8"><body class="card nightMode">{answer}</body>'
    (folder / "card.html").write_text(html, encoding="utf-8")
    target = (folder / "card.html").as_uri()
    run(
        *BROWSER,
        f"--user-data-dir={folder / 'p'}",
        "--window-size=640,940",
        "--screenshot=card.png",
        target,
        cwd=folder,
    )
    return Image.open(folder / "card.png").convert("RGB")


def main() -> None:
    bank = read_content(ROOT / "content")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "study.pdf").write_bytes(pdf.render(select(bank, edition="study")))
        pictures = [page(folder, "study.pdf", 4)]
        (folder / "packet.docx").write_bytes(docx.render(select(bank, edition="interviewer")))
        run(
            "soffice",
            f"-env:UserInstallation={(folder / 'o').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "packet.docx",
            cwd=folder,
        )
        pictures += [page(folder, "packet.pdf", 5), card(folder, anki.render(select(bank, edition="interviewer")))]
    scaled = [
        picture.resize((picture.width * HEIGHT // picture.height, HEIGHT), Image.Resampling.LANCZOS)
        for picture in pictures
    ]
    gap = 16
    width = sum(picture.width for picture in scaled) + gap * (len(scaled) + 1)
    sheet = Image.new("RGB", (width, HEIGHT + 2 * gap), "#c3cacf")
    left = gap
    for picture in scaled:
        sheet.paste(picture, (left, gap))
        left += picture.width + gap
    sheet.quantize(64).save(ROOT / "exporters" / "gallery.png", optimize=True)


if __name__ == "__main__":
    main()
