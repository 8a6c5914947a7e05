# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from .._core import codecs as _c
from .._core.model import ModelBase, model

if TYPE_CHECKING:
    from .validation_issue import ValidationIssue


@model(kw_only=True)
class ValidationError(ModelBase):
    """What is wrong with a request, place by place."""

    detail: list[ValidationIssue]
    """One entry for each thing that is wrong."""

    _properties: ClassVar = {
        "detail": ("detail", _c.ListOf(_c.Object(__name__, "validation_issue", "ValidationIssue"))),
    }
