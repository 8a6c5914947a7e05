"""Compares two OpenAPI documents by meaning: what changed, and whom it breaks."""
