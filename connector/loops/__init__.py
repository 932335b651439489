"""The daemon's loops: strangers to each other, they meet in tables."""
