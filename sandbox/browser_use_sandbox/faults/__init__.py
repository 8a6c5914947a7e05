"""Faults on demand: calls that fail because a test wants them to."""
