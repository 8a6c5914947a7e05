"""The one logger of this package: `browser_use_sessions`. It is silent until the program configures logging.

DEBUG: each request; INFO: retries, sessions started and stopped; WARNING: a session that could not be stopped.
"""

import logging

logger = logging.getLogger("browser_use_sessions")
logger.addHandler(logging.NullHandler())
