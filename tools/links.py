"""Asks the hosts that the documentation and the bibliography link to; run by `make links`.

Exit status: 0 when every link led somewhere, 1 when a page is gone, 3 when a host, or all of them as without a network,
could not be asked. A host that turns programs away (403, 429 and the like) is there; whether the page is, only a
person can see. Where half of the hosts are silent, the others are not believed: in a closed network, a mirror that
lacks the page may answer in the name of its host.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from itertools import groupby
from pathlib import Path
from typing import Final
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from lxml import html

import alignprep

ROOT = Path(__file__).resolve().parent.parent
THERE, GONE, UNCHECKED = 0, 1, 3
_MISSING: Final = (404, 410)
_TIMEOUT: Final = 15
_AT_A_TIME: Final = 8

Ask = Callable[[str], int | None]
"""The status with which a link is answered; None when nobody answers."""


def external(site: Path) -> set[str]:
    """Every link of a built site that leads out of it; of the practice page, which is a product, none."""
    links: set[str] = set()
    for page in set(site.rglob("*.html")) - {site / "alignprep.html"}:
        tree = html.parse(str(page), html.HTMLParser(encoding="utf-8"))
        links.update(str(link) for link in tree.xpath("//a/@href") if urlsplit(link).scheme)
    return links


def works() -> set[str]:
    """Where the works of the bibliography are read."""
    return {work.link for work in alignprep.load().references.values()}


def strangers(links: Iterable[str], known: Iterable[str]) -> list[str]:
    """Links to a place where works are read, though no work of the bibliography is read there."""
    known = set(known)
    hosts = {urlsplit(link).netloc for link in known}
    return sorted(link for link in links if urlsplit(link).netloc in hosts and link.partition("#")[0] not in known)


def asked(link: str) -> int | None:
    """Ask for a page, or why not."""
    request = Request(link, headers={"User-Agent": f"alignprep/{alignprep.__version__} (link check)"})
    try:
        with urlopen(request, timeout=_TIMEOUT) as answer:
            status: int = answer.status
            return status
    except HTTPError as error:
        return error.code
    except (OSError, HTTPException):
        return None


def check(links: Iterable[str], ask: Ask = asked) -> tuple[int, list[str]]:
    """Ask each host, one link after the other; the status and what to print."""
    hosts = {host: list(group) for host, group in groupby(sorted(links, key=_host), key=_host)}
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        answers = dict(zip(hosts, pool.map(lambda group: _answers(group, ask), hosts.values()), strict=True))
    silent = [host for host in hosts if None in answers[host].values()]
    gone = [link for host in hosts for link, status in answers[host].items() if status in _MISSING]
    if 2 * len(silent) >= len(hosts):
        return UNCHECKED, [
            f"Not checked: no network, or a closed one: {len(silent)} of {len(hosts)} hosts do not answer."
        ]
    lines = [f"{link}: gone" for link in gone]
    lines += [f"Not checked: {host} does not answer." for host in silent]
    count = sum(status is not None for host in hosts for status in answers[host].values())
    lines.append(f"{count} links to {len(hosts) - len(silent)} hosts were answered; {len(gone)} pages are gone.")
    return (GONE if gone else UNCHECKED if silent else THERE), lines


def _host(link: str) -> str:
    return urlsplit(link).netloc


def _answers(links: Iterable[str], ask: Ask) -> Mapping[str, int | None]:
    """The status of each link to one host, up to the first that nobody answers."""
    answers: dict[str, int | None] = {}
    for link in links:
        answers[link] = ask(link)
        if answers[link] is None:
            break
    return answers


def main() -> int:
    """Print what was found; the exit status."""
    status, lines = check(external(ROOT / "site") | works())
    print("\n".join(lines))
    return status


if __name__ == "__main__":
    sys.exit(main())
