# Made by tools/generate.py from an OpenAPI document; never edit it.
"""What generated models and resources stand on; the same whatever the API."""
