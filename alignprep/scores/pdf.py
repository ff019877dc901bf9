"""What a filled PDF form shows in its fields.

A button is shown by the state of its boxes on the pages (`/AS`); the value of its field (`/V`) may say something else,
since programs that fill forms do not all set both. A text is shown as its field's value.

The file may come from anywhere, and pypdf raises almost anything for a damaged one. Only the form and the document's
properties are read, and up to limits; the text of pages is read for what they say of the packet, and only if the
properties do not.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from alignprep.errors import MissingExtra
from alignprep.scores.form import Form, Key, is_field, key_in
from alignprep.scores.word import NotReadError

if TYPE_CHECKING:
    from pypdf import PdfReader

__all__ = ["read_pdf"]

_MAX_FIELDS: Final = 50_000
_MAX_DEPTH: Final = 10
_MAX_PAGES: Final = 1_000
_MAX_SMALL_PRINT: Final = 40
"""The most pages whose text is read, from the last one."""
_MAX_CONTENT: Final = 1 << 21
"""The most bytes of a page's content that are read."""
_FLATTENED: Final = "is a flattened copy: its fields are gone; type the scores in, or send the saved file"


def read_pdf(data: bytes) -> Form:
    """What a PDF shows in its fields, and what its properties say.

    Raises `NotReadError` for anything that is no PDF with fields, and `MissingExtra` unless `alignprep[scores]` is
    installed.
    """
    try:
        from pypdf import PdfReader
    except ModuleNotFoundError:
        raise MissingExtra("reading a PDF needs pypdf; run: pip install 'alignprep[scores]'") from None
    with _silent():
        try:
            return _read(PdfReader(io.BytesIO(data), strict=False))
        except NotReadError:
            raise
        except MemoryError:
            raise NotReadError("AP102", "is too large when unpacked") from None
        except Exception as error:  # See above: KeyError, AttributeError, RecursionError and a dozen of its own.
            raise NotReadError("AP803", f"cannot be read as a PDF: {type(error).__name__}") from None


@contextmanager
def _silent() -> Iterator[None]:
    """Inside, pypdf says nothing about a file that it mends."""
    logger = logging.getLogger("pypdf")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


def _read(reader: PdfReader) -> Form:
    if reader.is_encrypted:
        raise NotReadError("AP803", "is encrypted; save it without a password")
    form = Form(key=_in_properties(reader))
    fields = _entry(_entry(reader.trailer, "/Root"), "/AcroForm")
    pages = _pages(reader)
    for name, field in _fields(_entry(fields, "/Fields")):
        if is_field(name):
            _show(form, name, field, pages)
    if form.shown and form.key:
        return form
    form.printed = _in_small_print(reader)
    if not form.shown and (form.key or form.printed or fields is None):
        raise NotReadError("AP803", _FLATTENED if form.key or form.printed else _no_packet())
    return form


def _no_packet() -> str:
    """What to say of a PDF without fields whose text names no form."""
    flattened = _FLATTENED.removeprefix("is ")
    return f"has no form fields: it is no interview packet (a candidate's sheet has none), or {flattened}"


def _entry(holder: Any, name: str) -> Any:
    """The value of a name in a dictionary; None without one, or if it is no dictionary."""
    holder = _direct(holder)
    return _direct(holder.get(name)) if isinstance(holder, dict) else None


def _direct(value: Any) -> Any:
    """The object that a reference leads to."""
    return value.get_object() if value is not None and hasattr(value, "get_object") else value


def _in_properties(reader: PdfReader) -> Key | None:
    """The packet's identity in the document's properties: Info, then XMP."""
    information = _entry(reader.trailer, "/Info")
    if found := key_in(_text(_entry(information, "/Keywords"))):
        return found
    stream = _entry(_entry(reader.trailer, "/Root"), "/Metadata")
    if stream is None or not hasattr(stream, "get_data"):
        return None
    # The packet's identity has no character that XML would escape, so its text can be searched without reading XML.
    return key_in(stream.get_data()[: 1 << 20].decode("utf-8", "replace"))


def _pages(reader: PdfReader) -> dict[int, int]:
    """The number of each page by the number of its object."""
    found: dict[int, int] = {}
    for index, page in zip(range(_MAX_PAGES), reader.pages, strict=False):
        reference = page.indirect_reference
        if reference is not None:
            found[reference.idnum] = index
    return found


def _fields(roots: Any) -> Iterator[tuple[str, Any]]:
    """The fields by their full names. A kid without a name is no field but a widget of its parent."""
    pending = [("", one, 0) for one in reversed(_list(roots))]
    seen: set[int] = set()
    while pending:
        prefix, reference, depth = pending.pop()
        field = _direct(reference)
        if not isinstance(field, dict) or id(field) in seen or len(seen) > _MAX_FIELDS or depth > _MAX_DEPTH:
            continue
        seen.add(id(field))
        own = _text(_entry(field, "/T"))
        name = f"{prefix}.{own}" if prefix and own else own or prefix
        kids = _list(_entry(field, "/Kids"))
        named = [kid for kid in kids if isinstance(_direct(kid), dict) and "/T" in _direct(kid)]
        if named:
            pending += [(name, kid, depth + 1) for kid in reversed(named)]
        elif name:
            yield name, field


def _list(value: Any) -> list[Any]:
    value = _direct(value)
    return list(value)[:_MAX_FIELDS] if isinstance(value, list) else []


def _show(form: Form, name: str, field: Any, pages: dict[int, int]) -> None:
    """Note what a field shows, and what its value says."""
    value = _entry(field, "/V")
    kind = str(_entry(field, "/FT") or "")
    if kind != "/Btn":
        form.show(name, _text(value))
        return
    is_box = name.startswith(("tick-", "flag-"))
    widgets = [_direct(kid) for kid in _list(_entry(field, "/Kids"))] or [field]
    shown: list[tuple[int, int, str]] = []
    for index, widget in enumerate(widgets):
        state = _state(_entry(widget, "/AS"))
        page = widget.get("/P") if isinstance(widget, dict) else None
        number = pages.get(getattr(getattr(page, "indirect_reference", page), "idnum", -1), _MAX_PAGES)
        if state:
            shown.append((number, index, state))
    states = [state for _, _, state in sorted(shown)]
    for state in states or [""]:
        form.show(name, ("1" if state else "0") if is_box else state)
    said = _state(value)
    form.tell(name, "the field's value says", ("1" if said else "0") if is_box else said)


def _state(value: Any) -> str:
    """The name of a button's state; empty for /Off and for none."""
    text = str(value) if value is not None else ""
    return "" if text in ("/Off", "Off") else text.removeprefix("/")


def _text(value: Any) -> str:
    """A text of the file; empty for anything else."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if hasattr(value, "get_data"):
        data = value.get_data()
        return data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data)
    return value if isinstance(value, str) else ""


def _in_small_print(reader: PdfReader) -> Key | None:
    """The packet's identity in the text of the pages, the last ones first."""
    count = min(len(reader.pages), _MAX_PAGES)
    for index in range(count - 1, max(-1, count - 1 - _MAX_SMALL_PRINT), -1):
        page = reader.pages[index]
        content = page.get_contents()
        if content is not None and len(content.get_data()) <= _MAX_CONTENT and (found := key_in(page.extract_text())):
            return found
    return None
