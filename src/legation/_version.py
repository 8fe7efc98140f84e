"""Versions that every record carries."""

__version__ = "0.1.0"
CODEBOOK_VERSION = "1"
