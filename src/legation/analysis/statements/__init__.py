"""Statements: who said what to whom, and who the mentions beside the cues stand for."""

from legation.analysis.statements.find import Reported, find_statements
from legation.analysis.statements.speakers import resolve_speakers

__all__ = ["Reported", "find_statements", "resolve_speakers"]
