"""Tasks: how they are requested, and what the simulated agent plans to do about them."""
