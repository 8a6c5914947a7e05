"""CPU time of one `sessions.get` over a mock transport, compared with `httpx.Client.get(…).json()`."""

import time
from collections.abc import Callable

import httpx

from benchmarks.constant_server import BODY, SESSION_ID
from benchmarks.measure import Row, take_turns

URL = f"https://api.example.com/api/v3/sessions/{SESSION_ID}"


def transport() -> httpx.MockTransport:
    return httpx.MockTransport(lambda request: httpx.Response(200, headers={"content-type": "application/json"}, content=BODY))


def per_call(call: Callable[[], object], calls: int) -> float:
    start = time.process_time()
    for _ in range(calls):
        call()
    return 1e6 * (time.process_time() - start) / calls


def rows(rounds: int, calls: int = 500) -> list[Row]:
    from browser_use_sdk.v3 import BrowserUse as Official

    from browser_use_sessions import BrowserUse

    headers = {"X-Browser-Use-API-Key": "k"}
    plain = httpx.Client(transport=transport(), headers=headers)
    ours = BrowserUse(api_key="k", base_url="https://api.example.com/api/v3", http_client=httpx.Client(transport=transport()))
    official = Official(api_key="k", base_url="https://api.example.com/api/v3")
    official._http._client = httpx.Client(transport=transport(), headers=headers, base_url="https://api.example.com/api/v3")

    def read_ours() -> object:
        session = ours.sessions.get(SESSION_ID)
        return session.status, session.total_cost_usd

    cpu = take_turns(
        {
            "httpx": lambda: per_call(lambda: plain.get(URL).json(), calls),
            "ours": lambda: per_call(lambda: ours.sessions.get(SESSION_ID), calls),
            "ours, read": lambda: per_call(read_ours, calls),
            "official": lambda: per_call(lambda: official.sessions.get(SESSION_ID), calls),
        },
        rounds,
    )
    return [
        Row("sessions.get: ours ÷ httpx.Client.get(…).json()", cpu["ours"], cpu["httpx"], "µs", 0.95),
        Row("  the same, status and cost read from the session", cpu["ours, read"], cpu["httpx"], "µs"),
        Row("sessions.get: official client ÷ httpx", cpu["official"], cpu["httpx"], "µs"),
    ]
