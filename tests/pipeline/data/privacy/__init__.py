"""Tests of pipeline/data/privacy."""
