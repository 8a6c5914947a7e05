"""A login that is kept: a person logs in once, in the live view, and later tasks find themselves logged in.

    python examples/login.py once ada@example.com      # opens the page; log in there, then press Enter
    python examples/login.py orders ada@example.com    # as often as you like

The profile keeps cookies and the like. No password goes through this program or through the agent.
"""

import sys

from browser_use_sessions import BrowserUse, Profile


def profile_of(client: BrowserUse, user: str) -> Profile:
    """The profile of that user, made where there is none yet."""
    for profile in client.profiles.list(query=user):
        if profile.user_id == user:
            return profile
    return client.profiles.create(name=f"Shop login of {user}", user_id=user)


def once(user: str) -> None:
    with BrowserUse() as client:
        profile = profile_of(client, user)
        with client.session(profile_id=profile.id, max_cost_usd="0.50") as session:
            session.run("Open the login page of shop.example.com, and do nothing else.")
            print(f"Log in here, then press Enter: {session.live_url}")
            input()
        # The session is stopped now: that is when the profile keeps what the browser knows.


def orders(user: str) -> None:
    with BrowserUse() as client:
        task = "List my open orders on shop.example.com. If I am not logged in, say so and stop."
        result = client.run(task, profile_id=profile_of(client, user).id, max_cost_usd="0.50")
        print(result.raise_for_failure().output)


if __name__ == "__main__":
    {"once": once, "orders": orders}[sys.argv[1]](sys.argv[2])
