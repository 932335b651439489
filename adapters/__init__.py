"""All network I/O: one folder for each CRM, and the promises that they keep."""
