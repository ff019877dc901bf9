"""The check of links tells "there", "gone" and "not checked" apart, with and without a network."""

from __future__ import annotations

from email.message import Message
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from tools import links
from tools.links import GONE, THERE, UNCHECKED, asked, check, external, strangers, works

LINKS = ["https://a.org/1", "https://a.org/2", "https://b.org/", "https://c.org/"]


def answering(**statuses: int | None) -> links.Ask:
    return lambda link: statuses[link.removeprefix("https://").replace(".org/", "")]


def test_answers_are_judged() -> None:
    assert check(LINKS, answering(a1=200, a2=403, b=200, c=302)) == (
        THERE, ["4 links to 3 hosts were answered; 0 pages are gone."],
    )  # fmt: skip
    status, lines = check(LINKS, answering(a1=200, a2=404, b=200, c=200))
    assert (status, lines[0]) == (GONE, "https://a.org/2: gone")
    status, lines = check(LINKS, answering(a1=200, a2=200, b=None, c=200))
    assert (status, lines[0]) == (UNCHECKED, "Not checked: b.org does not answer.")
    assert check(LINKS, answering(a1=410, a2=200, b=None, c=200))[0] == GONE


def test_without_a_network_nothing_is_called_there() -> None:
    assert check(LINKS, lambda link: None) == (
        UNCHECKED, ["Not checked: no network, or a closed one: 3 of 3 hosts do not answer."],
    )  # fmt: skip


def test_a_mirror_in_a_closed_network_is_not_believed() -> None:
    status, lines = check(LINKS, answering(a1=None, a2=None, b=404, c=None))
    assert (status, lines) == (UNCHECKED, ["Not checked: no network, or a closed one: 2 of 3 hosts do not answer."])


def test_a_host_that_does_not_answer_is_asked_once() -> None:
    tried: list[str] = []

    def ask(link: str) -> int | None:
        tried.append(link)
        return None if "a.org" in link else 200

    check(LINKS, ask)
    assert sorted(tried) == ["https://a.org/1", "https://b.org/", "https://c.org/"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (HTTPError("https://a.org/", 404, "Not Found", Message(), None), 404),
        (URLError("Tunnel connection failed: 403 Forbidden"), None),
        (TimeoutError(), None),
    ],
)
def test_only_a_host_that_answers_has_a_status(
    error: Exception, status: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(links, "urlopen", fail)
    assert asked("https://a.org/") == status


def test_links_are_found_in_every_page(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "index.html").write_text('<a href="deep/b.html">b</a><a href="https://a.org/1">1</a>')
    (tmp_path / "deep" / "b.html").write_text('<a href="https://b.org/">b</a><a href="#top">top</a>')
    assert external(tmp_path) == {"https://a.org/1", "https://b.org/"}


def test_a_link_to_a_work_is_one_of_the_bibliography() -> None:
    known = works()
    paper = next(link for link in sorted(known) if link.startswith("https://arxiv.org/abs/"))
    assert strangers([paper, f"{paper}#section", "https://apps.ankiweb.net/"], known) == []
    other = "https://arxiv.org/abs/0000.00000"
    assert strangers([paper, other], known) == [other]
