"""Tests of pipeline/reporting."""
