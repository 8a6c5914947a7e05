"""Reports of a comparison: terminal, Markdown, JSON."""
