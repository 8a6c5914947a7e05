"""Validation of requests against the contract."""

from typing import Any

import pytest

from browser_use_contract import samples, spec
from browser_use_contract.request_validation import Mistake, mistakes_of


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, []),
        ({"task": None, "proxyCountryCode": None, "maxCostUsd": "5."}, []),
        ({"model": None}, [Mistake("model", "null")]),
        ({"model": 5}, [Mistake("model", "type")]),
        ({"model": "gpt-4"}, [Mistake("model", "value")]),
        ({"keepAlive": "true"}, [Mistake("keepAlive", "type")]),
        ({"keepAlive": None, "skills": 1}, [Mistake("keepAlive", "null"), Mistake("skills", "type")]),
        ({"maxCostUsd": "１２"}, [Mistake("maxCostUsd", "value")]),
        ({"maxCostUsd": "1\n"}, [Mistake("maxCostUsd", "value")]),
        ({"profileId": "x"}, [Mistake("profileId", "value")]),
        ({"sessionId": "3c90c3cc-0d44-4b50-8888-8dd25736052a"}, [Mistake("sessionId", "without-task")]),
        ({"sessionId": "3c90c3cc-0d44-4b50-8888-8dd25736052a", "task": None}, [Mistake("sessionId", "without-task")]),
        ({"cacheScript": True}, [Mistake("cacheScript", "without-workspace")]),
        ({"unknown": 5}, []),
        ([], [Mistake("body", "not-an-object")]),
        # ambiguous: some correct servers accept these
        ({"profileId": "3c90c3cc0d444b5088888dd25736052a"}, None),
        ({"proxyCountryCode": "US"}, None),
        ({"maxCostUsd": 1e308}, None),
    ],
)
def test_bodies_of_creations(story: Any, body: Any, expected: Any) -> None:
    assert mistakes_of(story.call("POST", "/sessions", body)) == expected


@pytest.mark.parametrize("name", spec.body_properties("createSession"))
def test_every_invalid_sample_is_one_mistake(story: Any, name: str) -> None:
    for values in samples.wrong(spec.body_properties("createSession")[name]).values():
        for value in values:
            found = mistakes_of(story.call("POST", "/sessions", {"task": "x", name: value}))
            assert found is not None or value == value.upper()  # a country in capitals: correct servers may differ
            assert not found or {wrong.name.partition("/")[0] for wrong in found} == {name}, (name, value)


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("page", "0", "below"),
        ("page", "-1", "below"),
        ("page", "x", "not-a-number"),
        ("page", "", "not-a-number"),
        ("page_size", "2.5", "not-a-number"),
        ("page_size", "101", "above"),
        ("page", "7", ""),
    ],
)
def test_pages(story: Any, name: str, value: str, kind: str) -> None:
    expected = [Mistake(name, kind)] if kind else []
    assert mistakes_of(story.call("GET", "/sessions", query=((name, value),))) == expected


@pytest.mark.parametrize("value", ["1.0", "+1", " 1", "١", "1_0", "1e1"])
def test_numbers_that_only_some_read_are_doubtful(story: Any, value: str) -> None:
    assert mistakes_of(story.call("GET", "/sessions", query=(("page", value),))) is None


@pytest.mark.parametrize(
    ("raw", "kind"), [(b"{", "not-json"), (b"hello", "not-json"), (b"[]", "not-an-object"), (b"", "missing")]
)
def test_bodies_that_are_no_objects(story: Any, raw: bytes, kind: str) -> None:
    import dataclasses

    one = dataclasses.replace(story.call("POST", "/sessions", {}), sent=raw)
    assert mistakes_of(one) == [Mistake("body", kind)]


def test_a_stop_may_come_without_a_body(story: Any) -> None:
    path = f"/sessions/{story.session_id}/stop"
    assert mistakes_of(story.call("POST", path)) == []
    assert mistakes_of(story.call("POST", path, {"strategy": "task"})) == []
    assert mistakes_of(story.call("POST", path, {"strategy": None})) == [Mistake("strategy", "null")]


def test_an_id_that_is_no_uuid(story: Any) -> None:
    assert mistakes_of(story.call("GET", "/sessions/not-a-uuid")) == [Mistake("session_id", "value")]
    assert mistakes_of(story.call("GET", "/sessions/3c90c3cc0d444b5088888dd25736052a")) is None
