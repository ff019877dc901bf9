"""The run that makes every product and publishes them."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from alignprep.build.manifest import MANIFEST, Made, Origin, manifest
from alignprep.build.own_folder import is_own, refuse_strangers, refuse_unlisted
from alignprep.build.worker import PARSED
from alignprep.build.worker_pool import Outcome, cores, run
from alignprep.errors import ExporterClash, ExporterError, OutputError, SelectionError, did_you_mean
from alignprep.exporting import export, find, offers
from alignprep.files import publishing
from alignprep.files.os_errors import unreadable, unwritable
from alignprep.files.staging import staging
from alignprep.json_format import writer
from alignprep.model.field_types import FrozenDict
from alignprep.model.records import Edition, Product
from alignprep.packet.packet import Paper, select

if TYPE_CHECKING:
    from alignprep.bank.bank import Bank
    from alignprep.model.records import Selection
    from alignprep.packet.packet import Packet

__all__ = [
    "Built", "Result", "build", "compile_bank", "export", "export_apart", "makers_of", "product_of", "products_of",
]  # fmt: skip


_LOADING: Final = 20.0
"""How many seconds an exporter may take to be loaded."""


def products_of(bank: Bank) -> tuple[Product, ...]:
    """What a build of the bank makes: what `bank.yaml` names, or else a file of every exporter of alignprep's own.

    Those are named after the bank's slug, but for the files of the data set, which describe each other by name.
    """
    if bank.data.products:
        return bank.data.products
    slug, study, interviewer = bank.slug, Edition.STUDY, Edition.INTERVIEWER
    return tuple(
        Product(file=file, exporter=exporter, edition=edition)
        for file, exporter, edition in (
            (slug, "html", interviewer),
            (slug, "anki", interviewer),
            (f"{slug}-interviewer", "anki-interviewer", interviewer),
            (f"{slug}-anki-update", "anki-text", interviewer),
            (f"{slug}-anki-update-facts", "anki-text-facts", interviewer),
            (f"{slug}-anki-update-interviewer", "anki-text-interviewer", interviewer),
            (f"{slug}-handout", "pdf", Edition.CANDIDATE),
            (f"{slug}-study-guide", "pdf", study),
            (f"{slug}-answers", "pdf-answers", study),
            (f"{slug}-quick-reference", "pdf-quick", study),
            (f"{slug}-packet-candidate", "docx", Edition.CANDIDATE),
            (f"{slug}-packet-interviewer", "docx", interviewer),
            ("questions", "csv", interviewer),
            ("facts", "csv-facts", interviewer),
            ("follow_ups", "csv-follow-ups", interviewer),
            ("references", "csv-references", interviewer),
            ("datapackage", "datapackage", interviewer),
            (slug, "json", interviewer),
            ("questions", "jsonl", interviewer),
            ("croissant", "croissant", interviewer),
            ("README-data", "dataset-card", interviewer),
        )
    )


def product_of(text: str, slug: str) -> Product:
    """The product that `NAME` or `NAME:EDITION` asks for: the file `slug-NAME` or `slug-NAME-EDITION`.

    The edition is the one that the exporter takes of itself, unless it is given. Raises `UnknownExporter` when no
    installed exporter has that name, `ExporterError` for anything else that cannot be a product.
    """
    name, colon, edition = text.partition(":")
    if colon and edition not in set(Edition):
        hint = did_you_mean(edition, map(str, Edition)) or f"; there are {', '.join(Edition)}"
        raise ExporterError(f"{edition!r} is not an edition{hint}")
    usual = Edition.STUDY
    with suppress(ExporterClash):  # Whoever makes the products says so, and makes the others.
        usual = find(name).edition
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
        raise ExporterError(f"the exporter {name!r} has a name that no file can have")
    file = f"{slug}-{name}-{edition}" if colon else f"{slug}-{name}"
    return Product(file=file, exporter=name, edition=Edition(edition or usual))


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one product."""

    product: Product
    outcome: Outcome
    kept: tuple[str, ...] = ()
    """The files of an earlier build that stay in its place."""

    @property
    def name(self) -> str:
        """Its file; without an ending when its exporter could not even be loaded."""
        return self.product.file + (self.outcome.suffix or "")

    @property
    def failure(self) -> str:
        """In one line, why it was not made and what stands in its place; empty if it was."""
        if self.outcome.error is None:
            return ""
        shown = self.name if self.outcome.suffix else f"{self.product.file} ({self.product.exporter})"
        first, *more = str(self.outcome.error).splitlines()
        kept = f"kept the earlier {' and '.join(self.kept)}" if self.kept else "there is no earlier one to keep"
        said = f"{first} and {len(more)} more" if more else first
        return f"{shown} was not made: {said}{' ' if said.endswith('?') else '; '}{kept}"

    def may_be(self, name: str) -> bool:
        """Whether an earlier build may have given this product that name."""
        return name == self.name if self.outcome.suffix else name.startswith(f"{self.product.file}.")


@dataclass(frozen=True, slots=True)
class Built:
    """What a build has published."""

    names: tuple[str, ...]
    """The files that are new; none when no product could be made."""
    results: tuple[Result, ...]
    """What came of each product, in their order."""
    kept: tuple[str, ...] = ()
    """The files of an earlier build that a build of some products has left as they were."""

    @property
    def failures(self) -> tuple[Result, ...]:
        """The products that were not made."""
        return tuple(result for result in self.results if result.failure)


def build(
    bank: Bank,
    folder: Path,
    *,
    also: Iterable[Path] = (),
    products: Sequence[Product] | None = None,
    only: Collection[str] = (),
    without: Collection[str] = (),
    paper: Paper | str = Paper.A4,
    origin: Origin | None = None,
    force: bool = False,
    jobs: int | None = None,
    timeout: float | None = None,
    parsed: dict[bytes, bytes] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Built:
    """Make products (those of `products_of` if None), each in a process of its own, and publish them into a folder.

    With them go `SHA256SUMS`, the files of `also` and, with an `origin`, the `manifest.json` that names it; if there
    are such others, `RELEASE-SHA256SUMS` lists every file. `jobs` processes run at a time (one a core if None), which
    changes nothing in what they make; each may take `timeout` seconds (60 and one a question if None). All is made
    before anything is written. A product that cannot be made leaves its earlier file in the folder, and the checksums
    list it; if none can, the folder stays as it is. `parsed` holds texts of the bank that were parsed when it was read
    (`markdown.recording`), and is emptied when the workers can read it. `progress` is called with the number of
    finished products and of all.

    `only` names the products to make, `without` those to leave out, each by its exporter or by its file, with or
    without the ending. Everything else that an earlier build has put into the folder then stays, and is listed.

    The folder must be new, empty or the bank's own (`alignprep.build.own_folder`); with `force` it may be another one,
    of which only files of the same names are replaced.

    Raises `SelectionError` when `only` or `without` names nothing or nothing is left to make, and `OutputError` when a
    file cannot be read or the folder cannot be written; it is then as it was.
    """
    all_products = tuple(products_of(bank) if products is None else products)
    stems = {product.file for product in (*all_products, *products_of(bank))}
    added = _read(also)
    with publishing.destination(folder) as place:
        if not force:
            refuse_strangers(place.folder, bank.slug, stems, folder)
        wanted = tuple(_chosen(all_products, only, without, place.area))
        if parsed:
            _pickle(parsed, place.area / PARSED)
            parsed.clear()
        outcomes = run(
            _jobs(bank, wanted, all_products, paper, place.area),
            place.area,
            parallel=jobs or cores(),
            timeout=timeout or _patience(len(bank)),
            progress=progress,
        )
        results = _distinct(map(Result, wanted, outcomes), added)
        made = {result.name: result.outcome.data for result in results if not result.failure}
        if wanted and not made:
            return Built((), results)
        failures = [result for result in results if result.failure]
        with place.locked():
            if not force:  # Another build may have written into it in the meantime.
                refuse_strangers(place.folder, bank.slug, stems, folder)
            own = is_own(place.folder, bank.slug, stems)
            earlier: dict[str, bytes] = {}
            others = dict(added)
            if own and wanted != all_products:
                earlier = place.earlier(lambda name: name not in added)
                more = place.earlier(lambda name: name not in (*earlier, *made, MANIFEST), publishing.RELEASE_SUMS)
                others = {**more, **added}
            elif own:
                earlier = place.earlier(lambda name: name not in added and any(one.may_be(name) for one in failures))
            if origin:
                makers = {
                    result.name: Made(result.product.exporter, result.product.edition)
                    for result in results
                    if not result.failure
                }
                others[MANIFEST] = manifest(bank, {**earlier, **others, **made}, makers, paper, origin)
            if not force:
                refuse_unlisted(place.folder, (*made, *others), folder)
            place.replace({**earlier, **made}, others, keep=not own)
    left = earlier.keys() - made.keys() - added.keys()
    kept = [tuple(name for name in sorted(left) if result.failure and result.may_be(name)) for result in results]
    new = [*made, *added, *([MANIFEST] if origin else [])]
    return Built(
        tuple(new),
        tuple(replace(result, kept=names) for result, names in zip(results, kept, strict=True)),
        tuple(sorted({*earlier, *others} - {*new, *(name for names in kept for name in names)})),
    )


def _chosen(products: Sequence[Product], only: Collection[str], without: Collection[str], area: Path) -> list[Product]:
    """The products that these names leave, in their order. Raises `SelectionError` when nothing is left."""

    def meant(name: str) -> list[Product]:
        found = [product for product in products if name in (product.exporter, product.file)]
        if found:
            return found
        near = [product for product in products if name.startswith(f"{product.file}.")]
        endings = _endings([product.exporter for product in near], area) if near else {}
        found = [product for product in near if name == product.file + endings.get(product.exporter, "")]
        if found:
            return found
        known = dict.fromkeys(word for product in products for word in (product.exporter, product.file))
        hint = did_you_mean(name, known) or f"; there are {', '.join(known)}"
        raise SelectionError(f"this build has no exporter and no file {name!r}{hint}")

    wanted = [product for name in only for product in meant(name)] if only else products
    unwanted = [product for name in without for product in meant(name)]
    left = [product for product in products if product in wanted and product not in unwanted]
    if products and not left:
        raise SelectionError("--only and --without leave nothing to make")
    return left


def makers_of(output: str, area: Path) -> tuple[str, ...]:
    """The exporters that make files with the ending of a file name, the one that is called like the ending first.

    Each is loaded in a process of its own, which works in a folder within `area`; what cannot be loaded is left out.
    Raises `OutputError` when the place cannot be written.
    """
    try:
        names = [offer.name for offer in offers() if not offer.missing]
    except ExporterClash:
        return ()
    try:
        with staging([area]) as place:
            endings = _endings(names, place)
    except OSError as error:
        raise unwritable(area, error) from None
    found = [name for name, ending in endings.items() if output.lower().endswith(ending.lower())]
    return tuple(sorted(found, key=lambda name: (f".{name}" != endings[name].lower(), name)))


def _endings(exporters: Iterable[str], area: Path) -> dict[str, str]:
    """What these exporters' files end with; without those that cannot be loaded."""
    names = list(dict.fromkeys(exporters))
    _pickle(None, area / "nothing")
    outcomes = run([(name, area / "nothing") for name in names], area, parallel=cores(), timeout=_LOADING, named="")
    return {name: outcome.suffix for name, outcome in zip(names, outcomes, strict=True) if outcome.suffix}


def export_apart(
    name: str, packet: Packet, place: Path, *, timeout: float | None = None, named: str | None = None
) -> Outcome:
    """What one exporter makes of a packet in a process of its own, which works in a folder within `place`.

    `timeout` is that of `build`, `named` that of `worker_pool.run`. Raises `OutputError` when the place cannot be
    written.
    """
    try:
        with staging([place]) as area:
            _pickle(packet, area / "packet")
            time = timeout or _patience(len(packet.items))
            (outcome,) = run([(name, area / "packet")], area, parallel=1, timeout=time, named=named)
    except OSError as error:
        raise unwritable(place.absolute(), error) from None
    return outcome


def compile_bank(content: Path, target: Path) -> None:
    """Compile a content folder into the JSON that the package holds.

    Raises `ContentError` with every problem, `OutputError` when the file cannot be written.
    """
    from alignprep.content.reader import read_content

    bank = read_content(content)
    target.parent.mkdir(exist_ok=True)
    publishing.write(target, writer.dumps(writer.compiled(bank)))


def _patience(questions: int) -> float:
    """How many seconds an exporter may take: at least thirty times what alignprep's own need."""
    return 60.0 + questions


def _read(paths: Iterable[Path]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for path in paths:
        if path.name in files or path.name in (publishing.SUMS, publishing.RELEASE_SUMS):
            raise OutputError(f"{path} cannot be added: another file is called {path.name} already")
        try:
            files[path.name] = path.read_bytes()
        except OSError as error:
            raise unreadable(path, error) from None
    return files


def _jobs(
    bank: Bank, products: Sequence[Product], all_products: Sequence[Product], paper: Paper | str, area: Path
) -> list[tuple[str, Path]]:
    """Each product's exporter and the file of its packet; products of the same questions and edition share a packet.

    Packets name the files of all products: those that are not made now are of an earlier build.
    """
    packets: dict[tuple[Edition, Selection], Path] = {}
    for product in products:
        packets.setdefault((product.edition, product.select), area / f"{len(packets)}.packet")
    for (edition, chosen), path in packets.items():
        conditions = {name: value for name, value in vars(chosen).items() if value is not None}
        files = {one.exporter: one.file for one in all_products if (one.edition, one.select) == (edition, chosen)}
        packet = select(bank, edition=edition, paper=paper, **conditions)
        _pickle(replace(packet, files=FrozenDict(files)), path)
    return [(product.exporter, packets[product.edition, product.select]) for product in products]


def _pickle(value: object, path: Path) -> None:
    """Pickle a value into a file of the working folder."""
    try:
        with path.open("wb") as file:
            pickle.dump(value, file)
    except OSError as error:
        raise unwritable(path.parent.parent, error) from None


def _distinct(results: Iterable[Result], added: Iterable[str]) -> tuple[Result, ...]:
    """The results; where two would be the same file, the second has failed."""
    # Without case, since some file systems make no difference; nor may one take the place of the manifest.
    taken = {name.casefold() for name in (*added, publishing.SUMS, publishing.RELEASE_SUMS, MANIFEST)}
    distinct = []
    for result in results:
        if result.outcome.error is None and result.name.casefold() in taken:
            error = ExporterError(f"there is another file of that name; the exporter is {result.product.exporter!r}")
            result = replace(result, outcome=replace(result.outcome, error=error))
        if result.outcome.error is None:
            taken.add(result.name.casefold())
        distinct.append(result)
    return tuple(distinct)
