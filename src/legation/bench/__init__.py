"""Measures: whole records, attribution, relations, speed."""
