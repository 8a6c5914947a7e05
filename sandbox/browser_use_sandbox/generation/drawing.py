"""How values for hard schemas are found.

The generator is Schemathesis', which works on jsonschema-rs' canonical form of a schema. It has no public entrance, so that the
dependency allows one minor version alone. It is slow to import, and a search may go on for ever: see `search_process`.
"""

import sys
from typing import Any

import jsonschema_rs
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.generation.jsonschema.builder import build
from schemathesis.generation.jsonschema.context import Alphabet

from .example_words import FORMATS

_TRIES = 8
_FORMATS = {name: st.sampled_from(values) for name, values in FORMATS.items()}
#: Printable ASCII first; all of Unicode where the schema wants more.
_CONTROLS = "".join(map(chr, [*range(32), 127]))
_ALPHABETS = (Alphabet(allow_x00=False, codec="ascii", exclude_characters=_CONTROLS), Alphabet(allow_x00=False))
_DRAFTS = {
    jsonschema_rs.Draft4Validator: jsonschema_rs.Draft4,
    jsonschema_rs.Draft6Validator: jsonschema_rs.Draft6,
    jsonschema_rs.Draft7Validator: jsonschema_rs.Draft7,
    jsonschema_rs.Draft201909Validator: jsonschema_rs.Draft201909,
    jsonschema_rs.Draft202012Validator: jsonschema_rs.Draft202012,
}


_SETTINGS = settings(
    max_examples=_TRIES,
    database=None,
    deadline=None,
    derandomize=False,
    phases=[Phase.generate],
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)


def draw(schema: dict[str, Any], number: int) -> list[Any]:
    """A list of one value that fits, or an empty list. The same `number` gives the same value."""
    draft = _DRAFTS[jsonschema_rs.validator_cls_for(schema)]
    for alphabet in _ALPHABETS:
        try:
            fitting = _examples(schema, build(schema, draft=draft, formats=_FORMATS, alphabet=alphabet), number)
        except Exception as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            continue
        if fitting:
            # The first value is the simplest. Texts are nicer when they are not.
            return [max(fitting, key=len) if isinstance(fitting[0], str) else fitting[0]]
    return []


def _examples(schema: dict[str, Any], strategy: st.SearchStrategy[Any], number: int) -> list[Any]:
    """Values of the strategy that fit the schema."""
    validator = jsonschema_rs.validator_for(schema, validate_formats=True, offline=True)
    fitting: list[Any] = []

    @seed(number)
    @_SETTINGS
    @given(strategy)
    def collect(value: Any) -> None:
        if validator.is_valid(value):
            fitting.append(value)

    collect()
    return fitting
