"""The language: values that every other layer speaks in. Standard library and numpy only."""
