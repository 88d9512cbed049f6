"""Tests of pipeline/scoring."""
