"""Reading messages: order, cursors, and whether there are more."""

from uuid import uuid4

import pytest


@pytest.fixture
def finished(api):
    """A session whose two tasks are over, and all its messages."""
    session = api.create(task="Find a mouse", keepAlive=True)
    api.wait(10)
    api.create(task="Find a keyboard", sessionId=session["id"])
    api.wait(10)
    answer = api.messages(session, limit=100)
    assert answer["hasMore"] is False
    return session, answer["messages"]


def ids(answer):
    return [message["id"] for message in answer["messages"]]


def test_they_tell_the_story(finished):
    session, messages = finished
    human = [message for message in messages if message["role"] == "human"]
    assert [(message["type"], message["data"]) for message in human] == [
        ("user_message", "Find a mouse"),
        ("user_message", "Find a keyboard"),
    ]
    assert messages[0] == human[0]
    assert {message["role"] for message in messages} == {"human", "ai"}
    assert {message["type"] for message in messages} >= {"planning", "browser_action", "browser_action_result", "completion"}
    assert messages[-1]["data"] == "Done: Find a keyboard"
    times = [message["createdAt"] for message in messages]
    assert times == sorted(times)
    assert len({message["id"] for message in messages}) == len(messages)
    assert {message["sessionId"] for message in messages} == {session["id"]}


def test_they_come_as_the_task_goes_on(api):
    session = api.create(task="Find a mouse")
    counts = []
    for _ in range(8):
        counts.append(len(api.messages(session, limit=100)["messages"]))
        api.wait(1)
    assert counts[0] == 1
    assert counts == sorted(counts)
    assert len(set(counts)) > 3


def test_without_a_cursor_the_newest_come(api, finished):
    session, messages = finished
    for limit in (1, 3, len(messages) - 1):
        answer = api.messages(session, limit=limit)
        assert answer["messages"][-1]["id"] == messages[-1]["id"]
        assert ids(answer) == [message["id"] for message in messages[-limit:]]
        assert answer["hasMore"] is True
    assert api.messages(session, limit=len(messages))["hasMore"] is False
    assert len(api.messages(session)["messages"]) == 10


def test_the_oldest_may_come_first(make_api):
    api = make_api(messages_from_oldest=True)
    session = api.create(task="one")
    api.wait(10)
    answer = api.messages(session, limit=2)
    assert answer["messages"][0]["role"] == "human"
    assert answer["hasMore"] is True


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_walking_forwards_and_backwards_meets_each_once(api, finished, limit):
    session, messages = finished
    expected = [message["id"] for message in messages]
    seen, more = expected[:1], True
    while more:
        answer = api.messages(session, after=seen[-1], limit=limit)
        seen, more = seen + ids(answer), answer["hasMore"]
    assert seen == expected
    seen, more = expected[-1:], True
    while more:
        answer = api.messages(session, before=seen[0], limit=limit)
        seen, more = ids(answer) + seen, answer["hasMore"]
    assert seen == expected


def test_both_cursors_mean_what_lies_between(api, finished):
    session, messages = finished
    answer = api.messages(session, after=messages[1]["id"], before=messages[6]["id"], limit=3)
    assert ids(answer) == [message["id"] for message in messages[2:5]]
    assert answer["hasMore"] is True
    answer = api.messages(session, after=messages[6]["id"], before=messages[1]["id"])
    assert answer == {"messages": [], "hasMore": False}


def test_cursors_are_values_and_unknown_ones_find_nothing(api, finished):
    session, messages = finished
    assert ids(api.messages(session, after=messages[-2]["id"].upper())) == [messages[-1]["id"]]
    for cursor in ("after", "before"):
        assert api.messages(session, **{cursor: str(uuid4())}) == {"messages": [], "hasMore": False}


def test_a_session_without_a_task_has_none(api):
    assert api.messages(api.create()) == {"messages": [], "hasMore": False}


def test_a_stopped_task_says_so(api):
    session = api.create(task="one")
    api.wait(2)
    api.stop(session)
    last = api.messages(session)["messages"][-1]
    assert (last["role"], last["type"], last["data"]) == ("ai", "completion", "Stopped with the session")
