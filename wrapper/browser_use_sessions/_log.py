"""The only logger of this package: `browser_use_sessions`. It is silent until the program configures logging.

DEBUG: each request; INFO: retries, sessions started and stopped; WARNING: a session that could not be stopped.
"""

import logging

logger = logging.getLogger("browser_use_sessions")
logger.addHandler(logging.NullHandler())

# Messages about what happens to sessions. A handler recognises them by `record.msg` and reads `record.args`.
RETRYING = "%s: %s; trying again in %.1f s"
"""Arguments: the call, its outcome, and the seconds until it is sent again."""
GOT_TASK = "session %s %s"
"""Arguments: the session's ID, and "started" or "got a task"."""
STOPPED = "stopped %s %s"
"""Arguments: "session" or "the task of session", and the session's ID."""
