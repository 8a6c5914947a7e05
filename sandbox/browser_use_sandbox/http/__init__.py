"""HTTP, for everything that answers requests: authentication, bodies, responses, links."""
