"""Compares schemas by the values that they admit."""
