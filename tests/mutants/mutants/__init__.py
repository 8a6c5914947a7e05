"""Mutants: servers with one fault each, which test the suite. Not part of the distribution."""
