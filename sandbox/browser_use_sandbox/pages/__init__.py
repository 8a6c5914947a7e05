"""The web pages of the sandbox, and the pictures and recordings that responses link to."""
