"""Decides, runs and shows: the daemon, its command line, and the pure core."""
