"""Scripts that make traffic. They check nothing: what they provoke is checked from the trace."""
