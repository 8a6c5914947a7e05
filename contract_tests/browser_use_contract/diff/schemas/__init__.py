"""Schemas, read by what values they admit."""
