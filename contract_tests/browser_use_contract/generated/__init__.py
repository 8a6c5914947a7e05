"""Generated traffic. A separate process makes it, so that it does not slow the scenarios down."""
