"""Events that are sent to a URL of the test's own."""
