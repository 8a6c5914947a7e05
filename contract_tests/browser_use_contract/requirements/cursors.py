"""Reading messages page by page: limits, cursors, and whether there is more."""

from __future__ import annotations

from ..citations import assumed, operations
from ..exchange import Exchange
from ..message_history import MessageHistory
from ..pages import MessagePage
from ..requirement import Citation, Evaluation, rule
from ..trace import Trace

_REQUIREMENTS: dict[str, tuple[Citation, str]] = {
    "messages.limit": (operations.LIMIT, "a page holds no more messages than the limit"),
    "messages.limit.default": (operations.LIMIT, "without a limit a page holds 10 messages, where there are as many"),
    "messages.run": (operations.ORDER, "a page is an unbroken run of the session's messages, in their order"),
    "messages.stay": (operations.MESSAGES, "a message that was there is there later too"),
    "cursors.after": (operations.CURSORS, "after gives only messages that come later than its own"),
    "cursors.before": (operations.CURSORS, "before gives only messages that come earlier than its own"),
    "cursors.after.first": (assumed.CURSOR_PAGES, "after gives the first messages that follow, as many as the limit allows"),
    "cursors.before.last": (assumed.CURSOR_PAGES, "before gives the last messages that precede, as many as the limit allows"),
    "cursors.none": (
        assumed.NO_CURSOR,
        "without a cursor come the newest messages, or the oldest ones, as many as the limit allows",
    ),
    "cursors.none.same": (assumed.NO_CURSOR, "which end a page without a cursor shows does not depend on the limit"),
    "cursors.none.some": (operations.MESSAGES, "without a cursor there are as many messages as exist, up to the limit"),
    "has-more.none": (operations.MESSAGES, "without a cursor, hasMore tells whether there are messages beyond the page"),
    "has-more.after": (assumed.HAS_MORE, "with after, hasMore tells whether more messages follow"),
    "has-more.before": (assumed.HAS_MORE, "with before, hasMore tells whether more messages precede"),
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
                _stay(page, message_history, evaluation)
            if not page.after and not page.before:
                _no_cursor(page, message_history, evaluation)
            elif (page.after or page.before) in message_history.index:
                _cursor(page, message_history, evaluation)


def _limit(page: MessagePage, message_history: MessageHistory, evaluation: Evaluation) -> None:
    assert page.limit is not None
    is_default = not any(name == "limit" for name, _ in page.exchange.query)
    told = f"{len(page.ids)} messages, the limit being {page.limit}"
    evaluation.check(
        f"messages.limit{'.default' if is_default else ''}", told if len(page.ids) > page.limit else None, page.exchange
    )
    places = [message_history.index.get(identity, -2) for identity in page.ids]
    if any(place >= 0 for place in places):  # otherwise nothing tells where among the others the page belongs
        is_run = places == list(range(places[0], places[0] + len(places)))
        told = "messages are left out or in another order than on other pages"
        evaluation.check("messages.run", None if is_run else told, *_longest(message_history, page), page.exchange)


def _stay(page: MessagePage, message_history: MessageHistory, evaluation: Evaluation) -> None:
    """A read that shows all there is must show what had been seen before it."""
    shown_ids = set(page.ids)
    earlier = [identity for identity, since in message_history.known_since.items() if since <= page.exchange.started]
    if earlier:
        missing = sum(1 for identity in earlier if identity not in shown_ids)
        told = f"{missing} messages that had been read before are gone"
        evaluation.check("messages.stay", told if missing else None, *_longest(message_history, page), page.exchange)


def _longest(message_history: MessageHistory, page: MessagePage) -> list[Exchange]:
    longest = max(message_history.pages, key=lambda other: len(other.ids))
    return [] if longest is page else [longest.exchange]


def _known(message_history: MessageHistory, ids: list[str], page: MessagePage) -> int:
    """How many of these messages surely existed when the page was asked for."""
    return sum(1 for identity in ids if message_history.known_since[identity] <= page.exchange.started)


def _no_cursor(page: MessagePage, message_history: MessageHistory, evaluation: Evaluation) -> None:
    assert page.limit is not None
    expected = min(page.limit, _known(message_history, message_history.ids, page))
    told = f"{len(page.ids)} messages, though at least {expected} of the {page.limit} asked for exist"
    name = "messages.limit.default" if not any(key == "limit" for key, _ in page.exchange.query) else "cursors.none.some"
    evaluation.check(name, told if len(page.ids) < expected else None, page.exchange)
    if page.ids and page.ids[0] in message_history.index and page.ids[-1] in message_history.index:
        newer = message_history.ids[message_history.index[page.ids[-1]] + 1 :]
        in_the_middle = message_history.index[page.ids[0]] > 0 and _known(message_history, newer, page) > 0
        told = "the page starts after the oldest message and ends before the newest"
        evaluation.check("cursors.none", told if in_the_middle else None, page.exchange)
    shown_ids = set(page.ids)
    beyond = [identity for identity in message_history.ids if identity not in shown_ids]
    _more("has-more.none", page, message_history, beyond, evaluation)


def _more(
    requirement: str, page: MessagePage, message_history: MessageHistory, beyond: list[str], evaluation: Evaluation
) -> None:
    known = _known(message_history, beyond, page)
    if page.has_more is False:
        told = f"hasMore is false, and {known} more messages exist"
        evaluation.check(requirement, told if known else None, page.exchange)
    elif page.has_more is True and (beyond or message_history.ends_at(page.exchange.ended)):
        told = "hasMore is true, and there are no more messages"
        evaluation.check(requirement, None if beyond else told, page.exchange)


def _cursor(page: MessagePage, message_history: MessageHistory, evaluation: Evaluation) -> None:
    assert page.limit is not None
    place = message_history.index[page.after or page.before]
    side = message_history.ids[place + 1 :] if page.after else message_history.ids[:place]
    wrong = [identity for identity in page.ids if identity not in set(side)]
    name = "after" if page.after else "before"
    if wrong:
        told = "the message of the cursor itself" if message_history.ids[place] in wrong else "a message of the other direction"
        evaluation.check(f"cursors.{name}", f"the page holds {told}", page.exchange)
        return
    evaluation.passed(f"cursors.{name}")
    count = len(page.ids)
    nearest = (side[:count] if page.after else side[len(side) - count :]) == list(page.ids)
    beyond = side[count:] if page.after else side[: len(side) - count]
    short = count < page.limit and _known(message_history, beyond, page) > 0
    told = "the page is not the one next to the cursor" if not nearest else f"{count} messages, and more exist within the limit"
    requirement = "cursors.after.first" if page.after else "cursors.before.last"
    evaluation.check(requirement, told if short or not nearest else None, page.exchange)
    if nearest:
        _more(f"has-more.{name}", page, message_history, beyond, evaluation)


def _same_end(message_history: MessageHistory, evaluation: Evaluation) -> None:
    """Compares the pages without a cursor that show one end for certain: not both, and no message came meanwhile."""
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
        told = "one page without a cursor shows the oldest messages, another the newest" if len(ends) > 1 else None
        evaluation.check("cursors.none.same", told, *(page.exchange for page in ends.values()))
