"""Values that fit a JSON Schema: heuristics for ordinary schemas, a search for the others."""
