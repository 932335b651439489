"""What a decision knew, kept so that it can be known again."""
