"""The state of a sandbox, and how it changes with requests and with time."""
