"""Scripts that make traffic. They judge nothing: what they provoke is judged from the trace."""
