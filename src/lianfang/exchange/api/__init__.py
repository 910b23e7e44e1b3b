"""The HTTP API, ``/api/v1``: with a token, whatever a desk can record or list."""
