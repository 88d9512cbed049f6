"""One file per check: it fires, stays silent, does not apply."""
