from __future__ import annotations

import datetime
import importlib
import json
import math
from typing import Any

import pandas
import polars
import pyarrow
import pytest

import alignprep
from alignprep import Bank, MissingExtra
from alignprep.bank.frames import COLUMNS, Kind
from alignprep.model.records import Question
from tests.support.sample_bank import sample_bank

BANKS = pytest.mark.parametrize("bank", [alignprep.load(), sample_bank()], ids=["the bank", "the sample"])


def rows(bank: Bank) -> list[dict[str, Any]]:
    """What a frame of the bank must say, taken from the records themselves."""
    return [
        {
            "id": one.id, "number": one.number, "section": one.section, "title": one.title, "question": one.question,
            "hint": one.hint, "nudge": one.nudge, "priority": one.priority, "topics": list(one.topics),
            "competencies": list(one.competencies),
            "minutes": one.minutes, "answer.short": one.answer.short, "answer.spoken": one.answer.spoken,
            "answer.depth": one.answer.depth,
            "key_points": list(one.key_points), "rubric.1": one.rubric.one, "rubric.2": one.rubric.two,
            "rubric.3": one.rubric.three, "rubric.4": one.rubric.four, "rubric.5": one.rubric.five,
            "follow_ups": [{"ask": ask.ask, "listen_for": ask.listen_for} for ask in one.follow_ups],
            "red_flags": list(one.red_flags),
            "facts": [
                {"id": fact.id, "text": fact.text, "why": fact.why, "point": fact.point} for fact in one.facts
            ],
            "references": list(one.references), "code": list(one.code),
            "figure.file": one.figure.file if one.figure else None,
            "figure.alt": one.figure.alt if one.figure else None,
            "figure.caption": one.figure.caption if one.figure else None,
            "related": list(one.related), "reviewed": one.reviewed,
        }
        for one in bank.questions
    ]  # fmt: skip


def test_every_field_has_its_columns() -> None:
    names = [name for name in Question.model_fields if name != "extra"]
    assert list(dict.fromkeys(name.split(".")[0] for name in COLUMNS)) == names


@BANKS
def test_pandas_says_what_the_bank_says(bank: Bank) -> None:
    frame = bank.to_pandas()
    assert list(frame.columns) == list(COLUMNS)
    said = [
        {name: None if value is pandas.NA else value for name, value in row.items()}
        for row in frame.to_dict(orient="records")
    ]
    assert [{**row, "reviewed": row["reviewed"].date()} for row in said] == rows(bank)
    dtypes = {Kind.TEXT: "string", Kind.NUMBER: "int64", Kind.DAY: "datetime64[s]"}
    for name, column in COLUMNS.items():
        if column.kind is Kind.SECTION:
            assert frame[name].cat.ordered
            assert list(frame[name].cat.categories) == [section.id for section in bank.sections]
        else:
            assert str(frame[name].dtype) == dtypes.get(column.kind, "object")
    assert list(frame.index) == list(range(len(bank)))


@BANKS
def test_polars_says_what_the_bank_says(bank: Bank) -> None:
    frame = bank.to_polars()
    assert frame.columns == list(COLUMNS)
    assert frame.to_dicts() == rows(bank)
    assert frame.schema["section"] == polars.Enum([section.id for section in bank.sections])
    assert frame.schema["reviewed"] == polars.Date
    assert frame.schema["topics"] == polars.List(polars.String)
    parts = {"id": polars.String, "text": polars.String, "why": polars.String, "point": polars.Int64}
    assert frame.schema["facts"] == polars.List(polars.Struct(parts))
    assert frame.schema["number"] == polars.Int64


@BANKS
def test_arrow_says_what_the_bank_says(bank: Bank) -> None:
    table = bank.to_arrow()
    assert table.column_names == list(COLUMNS)
    assert table.to_pylist() == rows(bank)
    assert table.schema.field("reviewed").type == pyarrow.date32()
    assert pyarrow.types.is_dictionary(table.schema.field("section").type)
    assert table.schema.field("section").type.ordered
    table.validate(full=True)


def test_frames_survive_parquet(tmp_path: Any) -> None:
    import pyarrow.parquet as parquet

    parquet.write_table(alignprep.load().to_arrow(), tmp_path / "bank.parquet")
    assert parquet.read_table(tmp_path / "bank.parquet").to_pylist() == rows(alignprep.load())
    alignprep.load().to_polars().write_parquet(tmp_path / "polars.parquet")
    assert polars.read_parquet(tmp_path / "polars.parquet").to_dicts() == rows(alignprep.load())


def test_frames_answer_questions() -> None:
    bank = alignprep.load()
    frame = bank.to_pandas()
    sums = frame.groupby("section", observed=True).minutes.sum().to_dict()
    assert sums == {section.id: sum(one.minutes for one in bank.find(section=section.id)) for section in bank.sections}
    assert frame.sort_values("section", ascending=False).section.iloc[0] == bank.sections[-1].id
    assert (frame.reviewed >= pandas.Timestamp(2000, 1, 1)).all()
    assert not math.isnan(frame.minutes.mean())
    topics = bank.to_polars().explode("topics").filter(polars.col("topics") == "rlhf")["id"].to_list()
    assert topics == [one.id for one in bank.find(topic="rlhf")]


@BANKS
def test_plain_data_is_that_of_the_exported_json(bank: Bank) -> None:
    document = json.loads(bank.to_json())
    assert document["questions"] == bank.to_dicts()
    assert alignprep.read_bank(bank.to_json()) == bank
    assert [Question.model_validate(one) for one in bank.to_dicts()] == list(bank.questions)
    assert datetime.date.fromisoformat(bank.to_dicts()[0]["reviewed"]) == bank.questions[0].reviewed
    one = bank.to_dicts()
    one[0]["topics"].append("mine")
    assert bank.to_dicts() != one


@pytest.mark.parametrize(
    ("method", "module", "extra"),
    [("to_pandas", "pandas", "pandas"), ("to_polars", "polars", "polars"), ("to_arrow", "pyarrow", "arrow")],
)
def test_a_missing_library_names_its_extra(
    method: str, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.import_module

    def without(name: str, package: str | None = None) -> Any:
        if name == module:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, package)

    monkeypatch.setattr("alignprep.bank.frames.import_module", without)
    with pytest.raises(MissingExtra) as caught:
        getattr(sample_bank(), method)()
    assert isinstance(caught.value, ImportError)
    assert str(caught.value) == f"this needs {module}; run: pip install 'alignprep[{extra}]'"


def test_a_library_that_is_there_but_broken_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> Any:
        raise ModuleNotFoundError("No module named 'numpy'", name="numpy")

    monkeypatch.setattr("alignprep.bank.frames.import_module", broken)
    with pytest.raises(ModuleNotFoundError, match="numpy"):
        sample_bank().to_pandas()


def test_numbers_of_a_frame_find_questions() -> None:
    bank = sample_bank()
    number = bank.to_pandas().number.iloc[1]
    assert number in bank
    assert bank[number] is bank[2]


def test_an_empty_bank_makes_an_empty_frame() -> None:
    assert len(Bank(sample_bank().data.model_copy(update={"questions": ()})).to_pandas()) == 0
