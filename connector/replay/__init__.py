"""What was decided, decided again: the same way, or by another policy."""
