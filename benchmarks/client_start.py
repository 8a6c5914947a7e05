"""CPU time to import the client, and to get the first response."""

from functools import partial

from benchmarks.constant_server import SESSION_ID, constant_server
from benchmarks.measure import Row, cpu_of_process, printed_by, take_turns

TIMED = "import time; start = time.process_time()\n{}\nprint(time.process_time() - start)"
OURS = "import browser_use_sessions as b\nfor name in b.__all__: getattr(b, name)"
IMPORTS = {
    "httpx and attrs": "import httpx, attrs",
    "ours": OURS,
    "official": "import browser_use_sdk.v3",
}
URL, ID = "sys.argv[1]", "sys.argv[2]"
FIRST_ANSWERS = {
    "httpx and attrs": f"""
        import sys, httpx, attrs
        with httpx.Client(headers={{"X-Browser-Use-API-Key": "k"}}) as client:
            assert client.get({URL} + "/sessions/" + {ID}).json()["id"]
        """,
    "httpx without TLS": f"""
        import sys, httpx, attrs
        with httpx.Client(headers={{"X-Browser-Use-API-Key": "k"}}, verify=False) as client:
            assert client.get({URL} + "/sessions/" + {ID}).json()["id"]
        """,
    "ours": f"""
        import sys
        from browser_use_sessions import BrowserUse
        with BrowserUse(api_key="k", base_url={URL}) as client:
            assert client.sessions.get({ID}).id
        """,
    "ours, TLS set up": f"""
        import ssl, sys, httpx
        from browser_use_sessions import BrowserUse
        with httpx.Client() as http, BrowserUse(api_key="k", base_url={URL}, http_client=http) as client:
            assert client.sessions.get({ID}).id
        """,
    "official": f"""
        import sys
        from browser_use_sdk.v3 import BrowserUse
        assert BrowserUse(api_key="k", base_url={URL}).sessions.get({ID}).id
        """,
}


def _import_time(code: str) -> float:
    return 1000 * printed_by(TIMED.format(code))


def _start_time(code: str, url: str) -> float:
    return 1000 * cpu_of_process(code, url, SESSION_ID)


def rows(rounds: int) -> list[Row]:
    imports = take_turns({name: partial(_import_time, code) for name, code in IMPORTS.items()}, rounds)
    with constant_server() as url:
        starts = take_turns({name: partial(_start_time, code, url) for name, code in FIRST_ANSWERS.items()}, rounds)
    floor = "httpx and attrs"
    return [
        Row("import, all public names touched: ours ÷ httpx and attrs", imports["ours"], imports[floor], "ms", 1.10),
        Row("import: official client ÷ httpx and attrs", imports["official"], imports[floor], "ms"),
        Row("cold start to first answer: ours ÷ httpx and attrs", starts["ours"], starts[floor], "ms", 1.05),
        Row("  the same with TLS set up in both", starts["ours, TLS set up"], starts[floor], "ms", 1.05),
        Row("  the same with TLS left out in both", starts["ours"], starts["httpx without TLS"], "ms"),
        Row("cold start: official client ÷ httpx and attrs", starts["official"], starts[floor], "ms"),
    ]
