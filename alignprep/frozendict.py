"""A dict that never changes, so that records which hold mappings are immutable and hashable too."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, TypeVar

from alignprep.errors import ReadOnly

__all__ = ["FrozenDict"]

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """A `dict` for reading: changing it raises `ReadOnly`; `dict(...)` and `|` make ordinary ones of it."""

    if not TYPE_CHECKING:  # To a checker it is a dict: none can say that a subclass has fewer methods.

        def _refuse(self, *_: object, **__: object) -> NoReturn:
            raise ReadOnly("this mapping never changes; dict(...) makes a copy that may")

        __setitem__ = __delitem__ = __ior__ = _refuse
        clear = pop = popitem = setdefault = update = _refuse

        def __hash__(self) -> int:
            return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[type[FrozenDict[K, V]], tuple[dict[K, V]]]:
        """Pickled and copied as the dict that it is made of, since it cannot be filled."""
        return FrozenDict, (dict(self),)
