"""The code samples: each is used, pinned, short, named in its answer and unchanged since it last ran."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from alignprep.content.reader import read_content
from alignprep.text.markdown import parse
from alignprep.text.nodes import CodeBlock
from tools import samples

BANK = read_content(samples.ROOT / "content")
SAMPLES = samples.samples()
PRINTED: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (samples.ROOT / "tests" / "data" / "printed.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(params=SAMPLES, ids=lambda sample: sample.path.name)
def sample(request: pytest.FixtureRequest) -> samples.Sample:
    return request.param


def test_each_ran_as_it_is(sample: samples.Sample) -> None:
    record = samples.records().get(sample.path.name)
    assert sample.is_current(record), f"{sample.path.name} changed since its last green run; say: make samples"


def test_nothing_is_recorded_that_is_gone() -> None:
    assert set(samples.records()) == {sample.path.name for sample in SAMPLES}, "say: make samples"


def test_each_record_has_the_pinned_versions(sample: samples.Sample) -> None:
    packages = samples.records()[sample.path.name]["packages"]
    assert isinstance(packages, dict)
    for pin in sample.pins:
        name, version = re.sub(r"\[.*?\]", "", pin).lower().replace("_", "-").split("==")
        assert packages[name].partition("+")[0] == version


def test_each_belongs_to_one_question_that_names_its_version(sample: samples.Sample) -> None:
    (question,) = [question for question in BANK.values() if sample.path.name in question.code]
    versions = [pin.partition("==")[2] for pin in sample.pins]
    assert not versions or any(version in question.answer.depth for version in versions)


def test_each_is_short_and_says_what_it_shows(sample: samples.Sample) -> None:
    source = sample.path.read_text(encoding="utf-8")
    lines = source.splitlines()
    assert 20 <= len(lines) <= 120
    assert max(map(len, lines)) <= 88
    assert source.startswith('"""')
    assert "assert " in source


def test_each_has_breaks_that_it_notices(sample: samples.Sample) -> None:
    assert len(sample.breaks) >= 3
    source = sample.path.read_text(encoding="utf-8")
    for one in sample.breaks:
        assert source.count(one.find) == 1, one.breaks
        compile(source.replace(one.find, one.replace), sample.path.name, "exec")


def test_what_an_answer_says_of_its_sample_was_printed(sample: samples.Sample) -> None:
    (question,) = [question for question in BANK.values() if sample.path.name in question.code]
    printed = " ".join(" ".join(map(str, samples.records()[sample.path.name]["printed"])).split())  # type: ignore[call-overload]
    assert PRINTED[question.id]
    for claim in PRINTED[question.id]:
        assert " ".join(claim["depth"].split()) in " ".join(question.answer.depth.split()), claim
        assert " ".join(claim["printed"].split()) in printed, claim


@pytest.mark.parametrize("id", [id for id in BANK if BANK[id].section == "ai-workflow-and-tools"])
def test_what_one_would_really_run_can_be_read(id: str) -> None:
    """Commands, configuration and workflow files beside the sample, by the parser of their language."""
    blocks = [block for block in parse(BANK[id].answer.depth) if isinstance(block, CodeBlock)]
    assert blocks
    for block in blocks:
        match block.language:
            case "yaml":
                assert list(yaml.safe_load_all(block.text))
            case "json":
                json.loads(block.text)
            case "toml":
                tomllib.loads(block.text)
            case "python":
                compile(block.text, id, "exec")
            case "bash":
                subprocess.run(["bash", "-n"], input=block.text, text=True, check=True)
            case language:
                pytest.fail(f"nobody has read the block in {language!r}")


def test_a_change_makes_a_record_stale(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("print(1)\n")
    first = samples.Sample(path, ("a==1",))
    record: dict[str, object] = {"sha256": first.sha256, "pins": ["a==1"], "breaks": {}}
    assert first.is_current(record)
    assert not samples.Sample(path, ("a==1",), (samples.Break("it", "1", "2"),)).is_current(record)
    assert not samples.Sample(path, ("a==2",)).is_current(record)
    assert not first.is_current(None)
    path.write_text("print(2)\n")
    assert not first.is_current(record)


def test_a_sample_without_a_network(tmp_path: Path) -> None:
    path = tmp_path / "caller.py"
    path.write_text("import urllib.request\nurllib.request.urlopen('http://192.0.2.1/')\n")
    with pytest.raises(ValueError, match="may not use the network"):
        samples.run(samples.Sample(path, ()), Path(samples.sys.executable))


def test_a_break_that_no_assertion_notices_is_an_error(tmp_path: Path) -> None:
    path, python = tmp_path / "guard.py", Path(samples.sys.executable)
    path.write_text('LIMIT = 3\nSTEP = 1\nassert LIMIT < 4, "too much"\n')
    sample = samples.Sample(path, ())
    samples.notices(sample, samples.Break("the limit is ignored", "LIMIT = 3", "LIMIT = 9"), python)
    for find, replace, message in (
        ("STEP = 1", "STEP = 2", "no assertion notices this break: a longer step"),
        ("LIMIT = 3", "LIMIT = nothing", "no assertion notices"),
        ("LIMIT", "OTHER", "'LIMIT' is there 2 times, not once"),
    ):
        with pytest.raises(ValueError, match=message):
            samples.notices(sample, samples.Break("a longer step", find, replace), python)
    assert "STEP = 1" in path.read_text()


def test_a_failing_sample_shows_what_it_printed(tmp_path: Path) -> None:
    path = tmp_path / "failing.py"
    path.write_text("print('so far')\nassert 1 == 2, 'no'\n")
    with pytest.raises(ValueError, match=r"(?s)so far.*AssertionError: no"):
        samples.run(samples.Sample(path, ()), Path(samples.sys.executable))
