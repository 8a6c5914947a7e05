"""The OpenAPI document, asked: which operations there are, what their requests must look like, and what their answers hold."""
