"""How the time of each tool grows from the smallest number of questions to the largest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["print_growth"]


def print_growth(counts: Sequence[int], seconds: Mapping[str, Sequence[float]], *, digits: int) -> None:
    """Print the milliseconds a question of each tool, by its seconds for each number of questions, and their ratio."""
    first, last = counts[0], counts[-1]
    if first == last:
        return
    print(f"milliseconds a question, of {first:,} and of {last:,}")
    for name, times in seconds.items():
        before, after = times[0] / first * 1000, times[-1] / last * 1000
        print(f"  {name:12} {before:{digits + 5}.{digits}f} {after:{digits + 5}.{digits}f} {after / before:7.2f}×")
