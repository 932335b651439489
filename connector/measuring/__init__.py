"""What came of routing in a period: figures, lights against the targets, and the page of the audit."""
