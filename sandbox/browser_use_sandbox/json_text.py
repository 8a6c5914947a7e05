"""JSON as it is sent: without spaces, and in ASCII alone, so that any string can be."""

import json

encode = json.JSONEncoder(separators=(",", ":")).encode
