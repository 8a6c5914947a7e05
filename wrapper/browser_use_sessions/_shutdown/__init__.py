"""What this process has started and has to stop, and how it gets to do so after an interruption and at its exit."""
