"""The fields of a form (AcroForm): texts, check boxes, and choices of one among several.

reportlab's own fields break PDF/A and PDF/UA: they have appearances for the mouse, an unembedded font and no structure.

- A field may stand in several places; each is a widget, an annotation of its page (ISO 32000-1, 12.5.6.19), and all
  show the same value. A choice has a widget for each of its values, or several.
- A widget's appearance is drawn by alignprep, and nothing else: no script, no action, no request to draw it anew. What
  is not chosen shows nothing, so the boxes and rings on paper belong to the page.
- Fields have full names without dots, so that no hierarchy is needed (12.7.3.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from alignprep_exporters.pdf.tagged.form_font import FORM_FONT, add_form_font
from alignprep_exporters.pdf.tagged.objects import Raw, name, packed, reference, string
from alignprep_exporters.pdf.type.fonts import runs_backwards
from alignprep_exporters.pdf.type.styles import INK, color

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["OFF", "TEXT_SIZE", "Field", "Form", "Kind"]

OFF: Final = "Off"
"""The state of a box that is not ticked, or of a ring that is not chosen."""
TEXT_SIZE: Final = 10.0
"""The size of text that is typed into a field, in points."""
_FLUSH_RIGHT: Final = 2
"""Where viewers set what is typed (12.7.3.3), in languages from right to left."""
_PRINT: Final = 4
"""The flag of an annotation that is printed (12.5.3)."""


class Kind(Enum):
    """The kinds of fields, each with its type and flags (12.7.4)."""

    LINE = ("Tx", 0)
    FIXED = ("Tx", 1)
    """A text that is read, not changed."""
    LINES = ("Tx", 1 << 12)
    TICK = ("Btn", 0)
    CHOICE = ("Btn", 1 << 15 | 1 << 25)
    """Rings, of which those of one value are chosen together."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its full name, its title for those who cannot see the page, and the value that it has to begin with."""

    name: str
    title: str
    kind: Kind
    value: str = ""


@dataclass(slots=True)
class _Widget:
    """A place of a field: its number among the annotations, its size, and what it shows in a state, or always."""

    field: Field
    annotation: int
    size: tuple[float, float]
    state: str
    shown: str
    text_size: float


class Form:
    """The fields of a document, in the order in which they are first drawn."""

    def __init__(self) -> None:
        self._widgets: dict[Field, list[_Widget]] = {}

    def add(
        self,
        field: Field,
        annotation: int,
        size: tuple[float, float],
        shown: str,
        *,
        state: str = "",
        text_size: float = TEXT_SIZE,
    ) -> None:
        """Add a place of a field: `annotation` is its number, `shown` draws a button in its `state`, or a text."""
        self._widgets.setdefault(field, []).append(_Widget(field, annotation, size, state, shown, text_size))

    def finish(self, document: Any, first_annotation: int) -> dict[int, str]:
        """Add the fields to a reportlab document; return what each annotation that is a widget says, by its number."""
        if not self._widgets:
            return {}
        font = add_form_font(document)
        drawn = _Appearances(document)
        said: dict[int, str] = {}
        fields = []
        for field, widgets in self._widgets.items():
            shown = [_shown(widget, drawn) for widget in widgets]
            if len(widgets) == 1 and field.kind is not Kind.CHOICE:
                said[widgets[0].annotation] = f"{_field(field, widgets[0].text_size)} {shown[0]}"
                fields.append(first_annotation + widgets[0].annotation)
                continue
            kids = " ".join(f"{first_annotation + widget.annotation} 0 R" for widget in widgets)
            smallest = min(widget.text_size for widget in widgets)
            parent = reference(document, Raw(f"<< {_field(field, smallest)} /Kids [{kids}] >>"), f"Field{len(fields)}")
            fields.append(parent)
            for widget, one in zip(widgets, shown, strict=True):
                said[widget.annotation] = f"/Parent {parent} 0 R /TU {string(field.title)} {one}"
        all_fields = " ".join(f"{number} 0 R" for number in fields)
        catalog = document.Catalog
        catalog.AcroForm = Raw(
            f"<< /Fields [{all_fields}] /DR << /Font << /{FORM_FONT} {font} 0 R >> >> /DA ({_look(TEXT_SIZE)}) >>"
        )
        catalog.__NoDefault__ = [*catalog.__NoDefault__, "AcroForm"]
        return said


def _field(field: Field, text_size: float) -> str:
    """The entries of a field."""
    kind, flags = field.kind.value
    said = f"/FT /{kind} /T {string(field.name)} /TU {string(field.title)} /DA ({_look(text_size)})"
    if flags:
        said += f" /Ff {flags}"
    if kind == "Btn":
        return f"{said} /V {name(field.value or OFF)}"
    if runs_backwards():
        said += f" /Q {_FLUSH_RIGHT}"
    return f"{said} /V {string(field.value)}" if field.value else said


def _shown(widget: _Widget, drawn: _Appearances) -> str:
    """The entries of a widget, without its place on the page."""
    said = f"/Subtype /Widget /F {_PRINT} /BS << /W 0 >>"
    if not widget.state:
        return f"{said} /AP << /N {drawn.add(widget.shown, widget.size)} 0 R >>"
    state = widget.state if widget.state == widget.field.value else OFF
    on, off = drawn.add(widget.shown, widget.size), drawn.add("", widget.size)
    return f"{said} /AS {name(state)} /AP << /N << {name(widget.state)} {on} 0 R {name(OFF)} {off} 0 R >> >>"


def _look(size: float) -> str:
    """The default appearance of a text: its font, size and color (12.7.3.3)."""
    return f"/{FORM_FONT} {size:g} Tf {color(INK)}"


class _Appearances:
    """The appearances of a document's widgets (12.5.5), the same ones once."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._fonts = document.idToObjectNumberAndVersion["BasicFonts"][0]
        self._known: dict[tuple[str, Sequence[float]], int] = {}

    def add(self, code: str, size: tuple[float, float]) -> int:
        """The object number of an appearance of some size, drawn by these operators."""
        key = code, size
        if key not in self._known:
            keys = (
                f"/Type /XObject /Subtype /Form /BBox [0 0 {size[0]:.2f} {size[1]:.2f}] "
                f"/Resources << /Font {self._fonts} 0 R >>"
            )
            self._known[key] = reference(
                self._document, packed(keys, code.encode("latin-1")), f"Appearance{len(self._known)}"
            )
        return self._known[key]
