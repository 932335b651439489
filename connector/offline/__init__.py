"""Work over whole files: the daemon's matcher without the daemon."""
