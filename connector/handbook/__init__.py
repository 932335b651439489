"""The policy as a page for people who never read it."""
