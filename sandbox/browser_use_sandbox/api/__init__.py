"""The operations of the API: from a valid request to its response."""
