"""Makes the pictures in the README from real exports: `make gallery`."""

from __future__ import annotations

import io
import subprocess
import tempfile
from pathlib import Path

from PIL import Image
from pypdf import PdfReader

from alignprep import select
from alignprep.content.reader import read_content
from alignprep_exporters import anki, docx, html, pdf
from alignprep_exporters.pdf import quick
from tests.support import anki_cards
from tests.support.anki_client import collection, import_package
from tests.support.browsers import chromium

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "exporters" / "gallery"
CARDS = {
    "question-phone": ('"note:AlignPrep Q&A" Number:2', "question", 390, 700, False, ""),
    "answer-phone-dark": ('"note:AlignPrep Q&A" Number:2', "answer", 390, 1180, True, ""),
    "fact-desk-dark": ("Id:rlhf-pipeline/comparison-loss", "answer", 1280, 420, True, ""),
    "answer-desk": ('"note:AlignPrep Q&A" Number:37', "answer", 1280, 1500, False, "Say it"),
}
"""The cards' pictures: a search, the side, width and height in pixels, whether dark, and what is unfolded."""
PAGES = {
    "page-phone": ("#/learn/rlhf-pipeline", 390, 780, "light", ["Show the points"]),
    "page-desk": ("#rlhf-pipeline", 1280, 900, "light", []),
}
"""The page's pictures: where it is opened, width and height in pixels, light or dark, and what is clicked."""


def run(*command: object, cwd: Path) -> None:
    """Run a command in a folder. Raises `CalledProcessError` when it fails."""
    subprocess.run([str(word) for word in command], cwd=cwd, check=True, capture_output=True)


def page(folder: Path, file: str, wanted: int | str) -> Image.Image:
    """One page of a PDF file as a picture: by its number, or the first one that says something."""
    number = wanted if isinstance(wanted, int) else _first_with(wanted, folder / file)
    run("pdftoppm", "-r", 110, "-png", "-f", number, "-l", number, "-singlefile", file, f"page{number}", cwd=folder)
    return Image.open(folder / f"page{number}.png").convert("RGB")


def card_pictures(folder: Path, data: bytes) -> dict[str, Image.Image]:
    """Real cards of the deck, rendered by the engine and shown by a browser."""
    import_package(folder / "collection.anki2", data)
    pictures = {}
    with collection(folder / "collection.anki2") as opened:
        media = Path(opened.media.dir())
        for name, (search, side, width, height, night, unfolded) in CARDS.items():
            (note,) = opened.find_notes(search)
            html = getattr(opened.get_note(note).cards()[0], side)()
            if unfolded:
                html = html.replace(f"<details><summary>{unfolded}", f"<details open><summary>{unfolded}")
            anki_cards.show(media, [html], width=width, night=night, height=height)
            picture = Image.open(media / "card.png").convert("RGB")
            pictures[name] = picture.crop((0, 0, width, height))
    return pictures


def page_pictures(folder: Path, data: bytes) -> dict[str, Image.Image]:
    """The practice page in a browser: a question being learned on a phone, an answer on a desk."""
    (folder / "page.html").write_bytes(data)
    address = (folder / "page.html").as_uri()
    pictures = {}
    with chromium() as browser:
        for name, (fragment, width, height, scheme, clicks) in PAGES.items():
            with browser.tab(width, color_scheme=scheme) as tab:
                tab.page.set_viewport_size({"width": width, "height": height})
                tab.open(f"{address}{fragment}")
                for text in clicks:
                    tab.click(text)
                if not clicks:
                    tab.run(f"document.querySelector('{fragment} .answer').open = true")
                    tab.run(f"document.querySelector('{fragment} .depth').scrollIntoView()")
                pictures[name] = Image.open(io.BytesIO(tab.page.screenshot())).convert("RGB")
    return pictures


def _first_with(words: str, file: Path) -> int:
    return next(number for number, page in enumerate(PdfReader(file).pages, 1) if words in page.extract_text())


def main() -> None:
    """Make every picture anew."""
    bank = read_content(ROOT / "content")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "study.pdf").write_bytes(pdf.render(select(bank, edition="study")))
        pictures = [page(folder, "study.pdf", 4)]
        (folder / "packet.docx").write_bytes(docx.render(bank.packet(minutes=45, seed=7)))
        profile = f"-env:UserInstallation={(folder / 'o').as_uri()}"
        run("soffice", profile, "--headless", "--convert-to", "pdf", "packet.docx", cwd=folder)
        shown = card_pictures(folder, anki.render(select(bank, edition="interviewer")))
        pictures += [page(folder, "packet.pdf", 5), shown["answer-phone-dark"]]
        pages = page_pictures(folder, html.render(select(bank, edition="interviewer")))
        handouts = [page(folder, "study.pdf", number) for number in (1, "Answer aloud, then", "import torch")]
        for name, exporter, edition, number in (("handout", pdf, "candidate", 4), ("quick", quick, "study", 2)):
            (folder / f"{name}.pdf").write_bytes(exporter.render(select(bank, edition=edition)))
            handouts.append(page(folder, f"{name}.pdf", number))
    for name, picture in shown.items():
        picture.quantize(48).save(TARGET / f"anki-{name}.png", optimize=True)
    for name, picture in pages.items():
        picture.quantize(64).save(TARGET / f"{name}.png", optimize=True)
    _side_by_side(pictures, 560).save(TARGET / "all.png", optimize=True)
    _side_by_side(handouts, 620).save(TARGET / "pdf.png", optimize=True)


def _side_by_side(pictures: list[Image.Image], height: int) -> Image.Image:
    scaled = [
        picture.resize((picture.width * height // picture.height, height), Image.Resampling.LANCZOS)
        for picture in pictures
    ]
    gap = 16
    width = sum(picture.width for picture in scaled) + gap * (len(scaled) + 1)
    sheet = Image.new("RGB", (width, height + 2 * gap), "#c3cacf")
    left = gap
    for picture in scaled:
        sheet.paste(picture, (left, gap))
        left += picture.width + gap
    return sheet.quantize(64)


if __name__ == "__main__":
    main()
