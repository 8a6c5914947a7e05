"""Shows a comparison to people and to programs."""
