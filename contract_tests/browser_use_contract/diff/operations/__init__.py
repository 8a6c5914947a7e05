"""Matches and compares the operations of two documents."""
