"""The control API: what a test does with a sandbox besides the API itself, in Python or over HTTP."""
