"""Scripts: a test or a file defines what tasks do and which calls fail."""
