"""Checks of a dataset: one file each, every one with a code that `docs/checks.md` explains."""
