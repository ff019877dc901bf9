"""The library beside pycountry, babel, holidays and certifi, in one run: `python benchmarks/library.py [COUNT]`.

First, what a short program pays: processes that import a library, or look one thing up with it, each against a bare
`python -c pass`. The least and the middle of many rounds count, of the processor's time (user and system), since other
programs share the machine; the rounds are interleaved, so that all programs meet the same neighbors. Bytecode is cached
beforehand for all of them alike, as pip does on installation.

Then, how the cost grows: banks of a tenth of COUNT (10,000) questions and of COUNT, read from JSON, searched, filtered,
sampled and written.

Needs `pip install -r benchmarks/peers.txt`.
"""

from __future__ import annotations

import gc
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Final

from banks import bank_of

from alignprep import Bank, read_bank

_ROUNDS: Final = 25
_MODEL: Final = "from pydantic import BaseModel, Field"
_SMALLEST: Final = "from pydantic import BaseModel\nclass Word(BaseModel): text: str\nWord(text='one')"
IMPORTS: Final = {
    "python -c pass": "pass",
    "alignprep": "import alignprep",
    "certifi": "import certifi",
    "pycountry": "import pycountry",
    "babel": "import babel",
    "holidays": "import holidays",
}
LOOKUPS: Final = {
    "python -c pass": "pass",
    "import pydantic (nothing used)": "import pydantic",
    "import of what a model needs": _MODEL,
    "the smallest pydantic program": _SMALLEST,
    "alignprep": "import alignprep; alignprep.load()['rlhf-pipeline'].title",
    "alignprep, a search": "import alignprep; alignprep.load().search('reward hacking')[0].title",
    "certifi": "import certifi; certifi.contents()[:9]",
    "pycountry": "import pycountry; pycountry.countries.get(alpha_2='DE').name",
    "pycountry, a search": "import pycountry; pycountry.countries.search_fuzzy('Germany')[0].name",
    "babel": "import babel; babel.Locale.parse('de').display_name",
    "holidays": "import datetime, holidays; holidays.country_holidays('DE').get(datetime.date(2026, 5, 1))",
}


def processes(programs: dict[str, str]) -> dict[str, list[float]]:
    """Milliseconds of the processor that each program takes, in every round."""
    taken: dict[str, list[float]] = {name: [] for name in programs}
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for program in programs.values():
            subprocess.run([sys.executable, "-c", program], env=environment, check=True)
        for _ in range(_ROUNDS):
            for name, program in programs.items():
                before = resource.getrusage(resource.RUSAGE_CHILDREN)
                subprocess.run([sys.executable, "-c", program], env=environment, check=True)
                after = resource.getrusage(resource.RUSAGE_CHILDREN)
                spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                taken[name].append(spent * 1000)
    return taken


def compare(title: str, programs: dict[str, str], ours: str) -> dict[str, list[float]]:
    """Measure, and print a line a program: its milliseconds, those beyond a bare start, and these against ours."""
    taken = processes(programs)
    bare = min(taken["python -c pass"])
    own = min(taken[ours]) - bare
    print(f"{title:32}   least  middle   beyond bare   to ours")
    for name, spent in taken.items():
        beyond = min(spent) - bare
        ratio = f"{beyond / own:8.2f}×" if own > 0.5 else "        –"
        print(f"  {name:30} {min(spent):7.1f} {statistics.median(spent):7.1f} {beyond:13.1f} {ratio}")
    print(flush=True)
    return taken


def growth(largest: int) -> None:
    """Print the microseconds a question that each step takes, of a tenth of the questions and of all."""
    print(f"microseconds a question    {largest // 10:>8,} {largest:>8,}   growth")
    smaller, larger = _steps(largest // 10), _steps(largest)
    for name in smaller:
        print(f"  {name:24} {smaller[name]:8.1f} {larger[name]:8.1f} {larger[name] / smaller[name]:7.2f}×")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")


def _steps(count: int) -> dict[str, float]:
    text = bank_of(count).to_json()
    steps: dict[str, Callable[[Bank], Any]] = {
        "read from JSON": lambda _: read_bank(text),
        "index for search": lambda bank: Bank(bank.data)._index,
        "search": lambda bank: bank.search("reward hacking"),
        "find": lambda bank: bank.find(topic="rlhf", minutes=range(1, 6)),
        "sample": lambda bank: bank.sample(count // 10, seed=7),
        "look each up, by id": lambda bank: [bank[id] for id in bank],
        "to_json": lambda bank: bank.to_json(),
        "to_pandas": lambda bank: bank.to_pandas(),
        "to_polars": lambda bank: bank.to_polars(),
        "to_arrow": lambda bank: bank.to_arrow(),
    }
    bank = read_bank(text)
    bank.search("once, so that the index is there")
    for frame in (bank.to_pandas, bank.to_polars, bank.to_arrow):
        frame()
    return {name: min(_spent(step, bank) for _ in range(3)) / count * 1e6 for name, step in steps.items()}


def _spent(step: Callable[[Bank], Any], bank: Bank) -> float:
    gc.collect()
    started = time.process_time()
    step(bank)
    return time.process_time() - started


def main() -> None:
    """Print the three tables."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    print(", ".join(f"{name} {version(name)}" for name in ("pydantic", "pycountry", "babel", "holidays", "certifi")))
    imports = compare("import", IMPORTS, "alignprep")
    lookups = compare("import and look one thing up", LOOKUPS, "alignprep")
    extra = min(imports["alignprep"]) - min(imports["python -c pass"])
    print(f"import alignprep takes {extra:.1f} ms more than bare python (promised: at most 3)")
    for name in ("import pydantic (nothing used)", "import of what a model needs", "the smallest pydantic program"):
        extra = min(lookups["alignprep"]) - min(lookups[name])
        print(f"load() and a look-up take {abs(extra):.1f} ms {'more' if extra > 0 else 'less'} than {name}")
    print()
    growth(largest)


if __name__ == "__main__":
    main()
