"""The docstrings under a class's fields: Python keeps none of them, so they are read from its source."""

from __future__ import annotations

import ast
import inspect
import textwrap
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["described", "field_docstrings"]


def field_docstrings(kind: type) -> dict[str, str]:
    """What the string literal under each annotated field of the class says, by the field's name."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    return {
        field.target.id: inspect.cleandoc(text.value.value)
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


def described(model: type[BaseModel]) -> None:
    """Give the model's fields their docstrings as descriptions, for a schema to show.

    Pydantic's `use_attribute_docstrings` would do it for every program that only looks a question up.
    """
    own = [kind for kind in reversed(model.__mro__) if kind.__module__.startswith("alignprep.")]
    for name, text in (pair for kind in own for pair in field_docstrings(kind).items()):
        model.model_fields[name].description = text
    model.model_rebuild(force=True)
