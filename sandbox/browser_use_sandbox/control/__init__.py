"""Behind the scenes: what a test does to a sandbox beside the API, from Python or over HTTP."""
