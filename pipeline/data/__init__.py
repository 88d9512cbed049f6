"""From a file to a dataset: read, guess roles, clean, check, split."""
