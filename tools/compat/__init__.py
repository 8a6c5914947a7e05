"""Who can talk to whom: clients of several dates against the sandbox in each revision."""
