"""Background work: worker, supervisor, and the warm process for quick answers."""
