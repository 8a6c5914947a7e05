"""What the sandbox shows to people: the pages, pictures and recordings that its answers link to."""
