"""What generated models and resources stand on; the same whatever the API."""
