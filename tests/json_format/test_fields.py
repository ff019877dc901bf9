from __future__ import annotations

from alignprep.json_format.fields import FILES, fields
from alignprep.model.records import Outline, Question


def test_every_field_is_said_with_what_it_means() -> None:
    assert Question.model_fields.keys() - {"id", "section", "extra"} <= fields("a question").keys()
    assert Outline.model_fields.keys() <= fields("bank.yaml").keys()
    assert {"topics.title", "competencies.description"} <= fields("topics.yaml").keys()
    assert fields("references.yaml")["title"] == "The title as published."
    for file in FILES:
        for name, meaning in fields(file).items():
            assert meaning.removesuffix("(optional)").strip(), name
            assert "\n" not in meaning


def test_what_may_be_missing_is_said() -> None:
    told = fields("a question")
    assert told["minutes"] == "How long a spoken answer may take, in minutes."
    assert told["hint"].endswith(" (optional)")
