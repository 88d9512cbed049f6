"""One view per step of the journey."""
