"""The simulated resources, a module for each."""
