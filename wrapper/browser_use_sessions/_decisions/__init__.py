"""What the client decides about tasks: what to send, whether a task is over, which task of many comes next. No I/O; time is an
argument.
"""
