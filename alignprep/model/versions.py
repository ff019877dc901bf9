"""Three independent versions: of the code, of the data, and of the format in which the data is written.

- `alignprep.__version__` is that of the code. It changes with the API.
- `alignprep.DATA_VERSION` is that of the bank in the package. It changes when a question does.
  `alignprep.load().version` says the same, after reading them all.
- `alignprep.SCHEMA_VERSION` is that of the exported JSON's format, as `major.minor`. The first number rises when an old
  reader would misread a new document, the second when fields are added.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from alignprep.errors import BankError, Problem

__all__ = [
    "BANK_FILE", "BANK_SCHEMA", "DATA_VERSION", "SCHEMA_VERSION", "__version__", "compiled_bank", "head", "newer",
]  # fmt: skip

__version__: Final[str] = "0.1.0"
"""Version of the code (https://packaging.python.org/specifications/version-specifiers/)."""
SCHEMA_VERSION: Final[str] = "2.0"
"""Version of the exported JSON's format, apart from the versions of the code and of the data."""
BANK_SCHEMA: Final = "urn:alignprep:schema:bank:2"
"""`$id` of `schema/bank.schema.json`."""
BANK_FILE: Final = "alignprep/data/bank.json"
"""The name of the package's bank in messages."""
DATA_VERSION: str
"""Version of the data in the package; raises `BankError` in a source tree whose bank has not been compiled yet."""


def compiled_bank() -> bytes:
    """The bank that the package holds, as it was compiled from `content/`.

    Raises `BankError` in a source tree whose bank has not been compiled yet.
    """
    from pkgutil import get_data

    try:
        data = get_data("alignprep", "data/bank.json")
    except OSError:
        data = None
    if data is None:
        message = "is not there; in a source tree, `make build` (or `pip install -e .`) compiles it from content/"
        raise BankError([Problem(BANK_FILE, 0, 0, "AP101", message)])
    return data


@cache
def head() -> dict[str, Any]:
    """The fields of the compiled bank before its sections: title, versions, license, authors and more."""
    import json

    before, _, _ = compiled_bank().partition(b'\n  "sections"')
    found: dict[str, Any] = json.loads(before.rstrip().removesuffix(b",") + b"}")
    return found


def newer(version: object) -> bool:
    """Whether a document's `schema_version` is one that this alignprep does not know yet."""
    parts = str(version).split(".")
    return all(part.isdecimal() for part in parts) and [*map(int, parts)] > [*map(int, SCHEMA_VERSION.split("."))]


def __getattr__(name: str) -> str:
    if name != "DATA_VERSION":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return str(head()["version"])
