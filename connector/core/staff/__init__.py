"""Who can take a lead now, and whose turn it is."""
