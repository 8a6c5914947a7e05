"""Checks a server against what the documentation of the Browser Use Cloud API (v3) says about it.

Traffic becomes a `Trace` of `Exchange`s, whoever made it; each requirement is a pure function over a trace. Nothing is imported
until it is used, so that the command line stays quick.
"""
