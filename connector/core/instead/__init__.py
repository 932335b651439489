"""Somebody else instead: why they did not get a lead, and the smallest change by which they would."""
