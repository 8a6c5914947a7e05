"""Scripts that make traffic. They check nothing; the requirements check the trace."""
