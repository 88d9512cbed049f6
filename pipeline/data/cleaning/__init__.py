"""Cleaning: what a step does to a text, which rows a step leaves out, what it would change."""
