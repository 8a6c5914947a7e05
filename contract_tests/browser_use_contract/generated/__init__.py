"""Generated traffic, made in a process of its own so that it costs the scenarios no time."""
