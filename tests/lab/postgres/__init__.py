"""The real PostgreSQL and what it refuses."""
