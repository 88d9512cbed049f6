"""Tests of pipeline/labeling."""
