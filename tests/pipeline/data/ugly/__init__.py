"""Nasty tables: how a reading of them is judged, and a suite of them with the truth known by construction."""
