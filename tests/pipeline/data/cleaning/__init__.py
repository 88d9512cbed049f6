"""Cleaning: steps of texts, steps of rows, previews, merges."""
