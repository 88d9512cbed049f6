"""Metrics and intervals: a number with its interval and its n."""
