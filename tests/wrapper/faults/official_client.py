"""One `run` of an official client, whichever version is installed here: `python official_client.py URL KEY SECONDS`.

Prints the result. Waits are shortened; the number of attempts is not changed.
"""

import sys
import time

sleep = time.sleep
time.sleep = lambda seconds: sleep(min(seconds, 0.05))

from browser_use_sdk.v3 import BrowserUse  # noqa: E402 -- It must be imported after the change of time.sleep.


def main(url: str, key: str, seconds: str) -> str:
    try:
        output = BrowserUse(api_key=key, base_url=url, timeout=float(seconds)).run("t").output
    except Exception as error:
        return f"`{type(error).__module__.split('.')[0]}.{type(error).__name__}`"
    return "the result" if output == "did t" else "a wrong result"


print(main(*sys.argv[1:]))
