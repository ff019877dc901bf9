"""Which exporter makes which file for which edition, and the run that makes them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alignprep import artifacts, exported, exporting
from alignprep.errors import BankError, ExporterError, OutputError
from alignprep.selection import Edition, Paper, select

if TYPE_CHECKING:
    from alignprep.bank import Bank
    from alignprep.selection import Packet

__all__ = ["PRODUCTS", "Product", "build", "compile_bank", "export"]


@dataclass(frozen=True, slots=True)
class Product:
    """One file of a build: its name without ending, the exporter that makes it and the edition it shows."""

    stem: str
    exporter: str
    edition: Edition


PRODUCTS: Final = (
    Product("alignprep", "anki", Edition.INTERVIEWER),
    Product("alignprep-anki-update", "anki-text", Edition.INTERVIEWER),
    Product("alignprep-handout", "pdf", Edition.CANDIDATE),
    Product("alignprep-study-guide", "pdf", Edition.STUDY),
    Product("alignprep-answers", "pdf-answers", Edition.STUDY),
    Product("alignprep-quick-reference", "pdf-quick", Edition.STUDY),
    Product("alignprep-packet-candidate", "docx", Edition.CANDIDATE),
    Product("alignprep-packet-interviewer", "docx", Edition.INTERVIEWER),
    Product("alignprep", "csv", Edition.INTERVIEWER),
    Product("alignprep", "json", Edition.INTERVIEWER),
)
"""What `alignprep build` makes. The deck holds everything: whoever studies with it is their own interviewer."""


def build(
    bank: Bank,
    folder: Path,
    *,
    also: Iterable[Path] = (),
    paper: Paper | str = Paper.A4,
    progress: Callable[[str], None] | None = None,
) -> tuple[str, ...]:
    """Make every product, and write all of them, the files of `also` and `SHA256SUMS` into a folder.

    All is rendered before anything is written, so an exporter that fails leaves the folder as it was.
    `progress` is called with the name of each file before it is made. Returns the names.

    Raises `ExporterError` with the exporter's name, `OutputError` when the folder cannot be written.
    """
    packets = {edition: select(bank, edition=edition, paper=paper) for edition in Edition}
    made: dict[str, bytes] = {}
    for product in PRODUCTS:
        name = product.stem + exporting.find(product.exporter).load().suffix
        if progress:
            progress(name)
        made[name] = export(product.exporter, packets[product.edition])
    for path in also:
        try:
            made[path.name] = path.read_bytes()
        except OSError as error:
            raise OutputError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from None
    artifacts.publish(folder, made)
    return tuple(made)


def export(
    name: str,
    packet: Packet,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> bytes:
    """What one exporter makes of a packet.

    `progress` is handed to an exporter whose `render` takes it; it is told how many steps of how many are done.
    JSON that is to be published is validated first. Raises `ExporterError` when the exporter returns anything but
    bytes, or JSON that its schema refuses; an error of the exporter's own passes through with its traceback.
    """
    render = exporting.find(name).load().render
    if progress is not None and "progress" in signature(render).parameters:
        made = render(packet, progress=progress)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    else:
        made = render(packet)
    if not isinstance(made, bytes):
        raise ExporterError(f"the exporter {name!r} returned {type(made).__name__} where bytes are expected")
    if name == "json":
        _validated(made)
    return made


def compile_bank(content: Path, target: Path) -> None:
    """Compile a content folder into the JSON that the package holds.

    Raises `ContentError` with every problem, `OutputError` when the file cannot be written.
    """
    from alignprep.content import read_content

    bank = read_content(content)
    target.parent.mkdir(exist_ok=True)
    artifacts.write(target, exported.dumps(exported.compiled(bank)))


def _validated(data: bytes) -> None:
    try:
        from alignprep.validation import validate
    except ModuleNotFoundError as error:
        if error.name not in ("jsonschema", "markdown_it", "mdit_py_plugins", "latex2mathml"):
            raise
        return
    problems = validate(data, "the exported JSON")
    if problems:
        raise BankError(problems)
