"""Applying a model to a new table."""
