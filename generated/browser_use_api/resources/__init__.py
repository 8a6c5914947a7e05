# Made by tools/generate.py from an OpenAPI document; never edit it.
"""The resources' methods."""
