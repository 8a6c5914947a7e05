"""Servers with one fault each: what the suite is tested with. Not part of the distribution."""
