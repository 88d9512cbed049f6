"""The only writer of state: one database for facts, one folder for bulk."""
