# Made from openapi.yaml by tools/generate.py; never edit it. `make generate` makes it anew.

"""Contains methods for accessing the API"""
