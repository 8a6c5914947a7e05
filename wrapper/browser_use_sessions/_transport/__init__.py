"""From a call of the API to an HTTP request and back: where it goes, with which key, through which proxy, over which connections,
how often it is tried, and which error or value its outcome means. Knows nothing about sessions and tasks.
"""
