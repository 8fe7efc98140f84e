"""Readers of the public corpora that Legation is trained and measured on."""
