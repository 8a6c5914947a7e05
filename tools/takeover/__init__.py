"""Takes a changed document over into openapi.yaml."""
