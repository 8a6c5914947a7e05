"""Scripts: what tasks do and which calls fail, as a test or a file says it."""
