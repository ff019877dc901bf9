"""How far the making of a document has come: first its questions are laid out and drawn, then its pages written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Progress"]


class Progress:
    """Tells a listener how many of `2 * questions` steps are done; the pages share the second half."""

    def __init__(self, questions: int, listener: Callable[[int, int], None] | None) -> None:
        self._questions, self._listener = questions, listener
        self._done = 0

    def step(self) -> None:
        """A question is laid out."""
        self._tell(self._done + 1)

    def written(self, page: int, pages: int) -> None:
        """So many of the pages are written."""
        self._tell(self._questions + self._questions * page // pages)

    def _tell(self, done: int) -> None:
        if self._listener is not None and done > self._done:
            self._listener(done, 2 * self._questions)
        self._done = done
