"""All SQL: what the daemon knows, has to do, and has put on record."""
