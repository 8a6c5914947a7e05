"""The one logger of this package: `browser_use_sessions`. It is silent until the program configures logging.

DEBUG: each request; INFO: retries, sessions started and stopped; WARNING: a session that could not be stopped.
"""

import logging

logger = logging.getLogger("browser_use_sessions")
logger.addHandler(logging.NullHandler())

# Messages that say what happens to sessions. A handler tells them by `record.msg` and reads `record.args`.
RETRYING = "%s: %s; trying again in %.1f s"
"""The call, its outcome, and the seconds until it is sent again."""
GOT_TASK = "session %s %s"
"""The session's ID, and whether it was started or got a task."""
STOPPED = "stopped %s %s"
"""What was stopped, "session" or "the task of session", and the session's ID."""
