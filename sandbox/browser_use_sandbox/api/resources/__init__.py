"""What the sandbox simulates: a module for each of the API's resources."""
