"""Paging of messages: limits, cursors and hasMore."""

from __future__ import annotations

from ..citations import assumed, operations
from ..exchange import Exchange
from ..message_history import MessageHistory
from ..pages import MessagePage
from ..requirement import Citation, Evaluation, rule
from ..trace import Trace

_REQUIREMENTS: dict[str, tuple[Citation, str]] = {
    "messages.limit": (operations.LIMIT, "a page contains no more messages than the limit"),
    "messages.limit.default": (operations.LIMIT, "without a limit a page contains at most 10 messages"),
    "messages.run": (operations.ORDER, "a page contains consecutive messages of the session, in order"),
    "messages.stay": (operations.MESSAGES, "messages do not disappear"),
    "cursors.after": (operations.CURSORS, "after gives only messages after the cursor"),
    "cursors.before": (operations.CURSORS, "before gives only messages before the cursor"),
    "cursors.after.first": (assumed.CURSOR_PAGES, "after gives the first messages after the cursor, up to the limit"),
    "cursors.before.last": (assumed.CURSOR_PAGES, "before gives the last messages before the cursor, up to the limit"),
    "cursors.none": (
        assumed.NO_CURSOR,
        "without a cursor a page contains the newest or the oldest messages, up to the limit",
    ),
    "cursors.none.same": (assumed.NO_CURSOR, "pages without a cursor show the same end of the list for every limit"),
    "cursors.none.some": (operations.MESSAGES, "without a cursor a page contains all messages, up to the limit"),
    "has-more.none": (operations.MESSAGES, "without a cursor, hasMore is true exactly if there are messages beyond the page"),
    "has-more.after": (assumed.HAS_MORE, "with after, hasMore is true exactly if more messages follow"),
    "has-more.before": (assumed.HAS_MORE, "with before, hasMore is true exactly if more messages precede"),
}


@rule(lambda requirement: _REQUIREMENTS[requirement][0], {name: says for name, (_, says) in _REQUIREMENTS.items()})
def reading(trace: Trace, evaluation: Evaluation) -> None:
    for message_history in trace.message_histories.values():
        _same_end(message_history, evaluation)
        for page in message_history.pages:
            if page.limit is None or (page.after and page.before):
                continue
            _limit(page, message_history, evaluation)
            if page in message_history.whole_reads:
                _nothing_lost(page, message_history, evaluation)
            if not page.after and not page.before:
                _no_cursor(page, message_history, evaluation)
            elif (page.after or page.before) in message_history.index:
                _cursor(page, message_history, evaluation)


def _limit(page: MessagePage, message_history: MessageHistory, evaluation: Evaluation) -> None:
    assert page.limit is not None
    is_default = not any(name == "limit" for name, _ in page.exchange.query)
    problem = f"{len(page.ids)} messages with a limit of {page.limit}"
    evaluation.check(
        f"messages.limit{'.default' if is_default else ''}", problem if len(page.ids) > page.limit else None, page.exchange
    )
    places = [message_history.index.get(identity, -2) for identity in page.ids]
    if any(place >= 0 for place in places):  # otherwise the position of the page is not known
        is_run = places == list(range(places[0], places[0] + len(places)))
        problem = "messages are missing or in another order than on other pages"
        evaluation.check("messages.run", None if is_run else problem, *_longest(message_history, page), page.exchange)


def _nothing_lost(page: MessagePage, message_history: MessageHistory, evaluation: Evaluation) -> None:
    """Checks that a page with all messages contains all messages from earlier pages."""
    shown_ids = set(page.ids)
    earlier = [identity for identity, since in message_history.known_since.items() if since <= page.exchange.started]
    if earlier:
        missing = sum(1 for identity in earlier if identity not in shown_ids)
        problem = f"{missing} messages from earlier pages are missing"
        evaluation.check("messages.stay", problem if missing else None, *_longest(message_history, page), page.exchange)


def _longest(message_history: MessageHistory, page: MessagePage) -> list[Exchange]:
    longest = max(message_history.pages, key=lambda other: len(other.ids))
    return [] if longest is page else [longest.exchange]


def _known(message_history: MessageHistory, ids: list[str], page: MessagePage) -> int:
    """Returns how many of these messages certainly existed at the time of the request."""
    return sum(1 for identity in ids if message_history.known_since[identity] <= page.exchange.started)


def _no_cursor(page: MessagePage, message_history: MessageHistory, evaluation: Evaluation) -> None:
    assert page.limit is not None
    expected = min(page.limit, _known(message_history, message_history.ids, page))
    problem = f"{len(page.ids)} messages, but at least {expected} exist within the limit of {page.limit}"
    name = "messages.limit.default" if not any(key == "limit" for key, _ in page.exchange.query) else "cursors.none.some"
    evaluation.check(name, problem if len(page.ids) < expected else None, page.exchange)
    if page.ids and page.ids[0] in message_history.index and page.ids[-1] in message_history.index:
        newer = message_history.ids[message_history.index[page.ids[-1]] + 1 :]
        in_the_middle = message_history.index[page.ids[0]] > 0 and _known(message_history, newer, page) > 0
        problem = "the page starts after the oldest message and ends before the newest"
        evaluation.check("cursors.none", problem if in_the_middle else None, page.exchange)
    shown_ids = set(page.ids)
    beyond = [identity for identity in message_history.ids if identity not in shown_ids]
    _more("has-more.none", page, message_history, beyond, evaluation)


def _more(
    requirement: str, page: MessagePage, message_history: MessageHistory, beyond: list[str], evaluation: Evaluation
) -> None:
    known = _known(message_history, beyond, page)
    if page.has_more is False:
        problem = f"hasMore is false, but {known} more messages exist"
        evaluation.check(requirement, problem if known else None, page.exchange)
    elif page.has_more is True and (beyond or message_history.ends_at(page.exchange.ended)):
        problem = "hasMore is true, but there are no more messages"
        evaluation.check(requirement, None if beyond else problem, page.exchange)


def _cursor(page: MessagePage, message_history: MessageHistory, evaluation: Evaluation) -> None:
    assert page.limit is not None
    place = message_history.index[page.after or page.before]
    side = message_history.ids[place + 1 :] if page.after else message_history.ids[:place]
    wrong = [identity for identity in page.ids if identity not in set(side)]
    name = "after" if page.after else "before"
    if wrong:
        problem = (
            "the message of the cursor itself"
            if message_history.ids[place] in wrong
            else "a message on the other side of the cursor"
        )
        evaluation.check(f"cursors.{name}", f"the page contains {problem}", page.exchange)
        return
    evaluation.passed(f"cursors.{name}")
    count = len(page.ids)
    nearest = (side[:count] if page.after else side[len(side) - count :]) == list(page.ids)
    beyond = side[count:] if page.after else side[: len(side) - count]
    short = count < page.limit and _known(message_history, beyond, page) > 0
    problem = "the page does not start at the cursor" if not nearest else f"{count} messages, but more exist within the limit"
    requirement = "cursors.after.first" if page.after else "cursors.before.last"
    evaluation.check(requirement, problem if short or not nearest else None, page.exchange)
    if nearest:
        _more(f"has-more.{name}", page, message_history, beyond, evaluation)


def _same_end(message_history: MessageHistory, evaluation: Evaluation) -> None:
    """Compares pages without a cursor that certainly show only one end of the list, with no new messages in between."""
    ends: dict[str, MessagePage] = {}
    for page in message_history.pages:
        if page.after or page.before or not page.ids or len(page.ids) == len(message_history.ids):
            continue
        later = message_history.ids[-1]
        if page.ids[0] == message_history.ids[0] and _known(message_history, message_history.ids[len(page.ids) :], page):
            ends.setdefault("oldest", page)
        elif page.ids[-1] == later:
            ends.setdefault("newest", page)
    if ends:
        problem = "one page without a cursor shows the oldest messages, another one the newest" if len(ends) > 1 else None
        evaluation.check("cursors.none.same", problem, *(page.exchange for page in ends.values()))
