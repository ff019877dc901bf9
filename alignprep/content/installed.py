"""Banks that are installed as packages.

A distribution offers one in the entry-point group `alignprep.banks`: the entry's name is the bank's, and its value the
name of a package that holds `bank.json`, the exported JSON of the interviewer's edition. Of that distribution only this
package (and those that it is in) is imported, when the bank is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NoReturn

from alignprep.errors import BankClash, BankError, Problem, UnknownBank, did_you_mean
from alignprep.files.os_errors import meaning
from alignprep.model.versions import __version__, compiled_bank, head
from alignprep.plug_ins import offered, owner, single

__all__ = ["FILE", "GROUP", "InstalledBank", "installed", "names"]

GROUP: Final = "alignprep.banks"
"""The entry-point group in which banks are offered."""
FILE: Final = "bank.json"
"""The file that the package holds."""
_OWN: Final = "alignprep.data"


@dataclass(frozen=True, slots=True)
class InstalledBank:
    """A bank that an installed distribution offers; it has not been read."""

    name: str
    distribution: str
    version: str
    """The version of the distribution; that of the bank stands in the bank."""
    package: str
    """The package that holds it."""

    @property
    def is_own(self) -> bool:
        """Whether it is the bank in alignprep itself."""
        return self.package == _OWN

    def __str__(self) -> str:
        return f"{self.name} of {self.distribution or 'nobody'} {self.version}".rstrip()

    def document(self) -> bytes:
        """The exported JSON. Raises `BankError` when it cannot be read."""
        from importlib import import_module
        from importlib.resources import files

        if self.is_own:
            return compiled_bank()
        try:
            module = import_module(self.package)
            if not hasattr(module, "__path__"):
                raise TypeError("it is not a package")
            return files(module).joinpath(FILE).read_bytes()
        except Exception as error:  # Whatever the package's own code raises.
            said = meaning(error) if isinstance(error, OSError) else error
            why = f"{FILE} cannot be read from the package {self.package!r}: {said or type(error).__name__}"
            raise BankError([Problem(str(self), 0, 0, "AP101", why)]) from error


def names() -> tuple[str, ...]:
    """The names of the installed banks, that of the bank in alignprep first."""
    own = _own()
    return tuple(dict.fromkeys([*([own.name] if own else []), *offered(GROUP)]))


def installed(name: str) -> InstalledBank:
    """The installed bank of that name.

    Raises `UnknownBank`, with the nearest name, when there is none, and `BankClash` when two distributions offer it.
    """
    points, own = offered(GROUP).get(name, []), _own()
    if own and own.name != name:
        own = None
    if not points:
        return own or _unknown(name)
    point = single(points, "banks", BankClash)
    distribution, version = owner(point.dist)
    if own:
        raise BankClash(
            f"two banks are called {name!r}: that of alignprep and {point.value} of {distribution or 'nobody'}; "
            "uninstall the latter"
        )
    return InstalledBank(name, distribution, version, point.value)


def _unknown(name: str) -> NoReturn:
    known = names()
    hint = did_you_mean(name, known) or f"; installed are {', '.join(known) or 'none'}"
    raise UnknownBank(f"there is no file or folder {name!r}, and no installed bank of that name{hint}")


def _own() -> InstalledBank | None:
    """The bank in alignprep; None in a source tree whose bank has not been compiled."""
    try:
        return InstalledBank(str(head()["slug"]), "alignprep", __version__, _OWN)
    except (BankError, KeyError, ValueError):
        return None
