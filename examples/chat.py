"""A chat with one browser: each line is a task, the agent's messages appear as they come, and the browser keeps its pages.

    python examples/chat.py

An empty line or Ctrl-D ends it. The session is stopped then, as it is on Ctrl-C.
"""

import sys

from browser_use_sessions import BrowserUse, BrowserUseError


def main() -> None:
    with BrowserUse() as client, client.session(max_cost_usd=2) as session:
        print(f"Watch the browser: {session.live_url}")
        while task := ask():
            try:
                with session.stream(task) as stream:
                    for message in stream:
                        if message.role != "human" and not message.hidden:
                            print(f"  {message.summary or message.data}")
                print(stream.output)
            except BrowserUseError as error:  # The session goes on where it can; the next line shows it.
                print(error, file=sys.stderr)
        print(f"This chat has cost ${session.get().total_cost_usd:.2f}.")


def ask() -> str:
    try:
        return input("> ").strip()
    except EOFError:
        return ""


if __name__ == "__main__":
    main()
