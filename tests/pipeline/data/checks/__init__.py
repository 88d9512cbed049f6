"""Tests of pipeline/data/checks."""
