# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import TYPE_CHECKING

from .._core import codecs as _c
from .._core.model import ModelBase as _ModelBase
from .._core.model import model as _model

if TYPE_CHECKING:
    from .validation_issue import ValidationIssue


@_model(kw_only=True)
class ValidationError(_ModelBase):
    """What is wrong with a request, place by place."""

    detail: list[ValidationIssue]
    """One entry for each thing that is wrong."""

    _properties = {
        "detail": ("detail", _c.ListOf(_c.Object(__name__, "validation_issue", "ValidationIssue"))),
    }
