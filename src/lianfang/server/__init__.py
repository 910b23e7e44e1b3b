"""What runs the house: settings, addresses, the embedded PostgreSQL, and the parent of web and worker."""
