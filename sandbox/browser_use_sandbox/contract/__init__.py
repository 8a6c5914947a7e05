"""The OpenAPI document: its operations, what requests must look like, and what responses contain."""
