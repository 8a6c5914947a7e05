"""Judges a server against what the documentation of the Browser Use Cloud API (v3) promises about sessions.

Traffic becomes a `Trace` of `Exchange`s, whoever made it; each promise is a pure function over a trace. Nothing here is imported
until it is used, so that the command line stays quick.
"""
