"""Compares the meaning of two OpenAPI documents: what changed, and which clients break."""
