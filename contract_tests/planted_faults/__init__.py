"""Servers with one fault each: what the judge is tested with. Not part of the distribution."""
