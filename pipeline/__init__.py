"""Everything Lanhai computes: from a table of text to a trusted model. Knows nothing of the screen."""
