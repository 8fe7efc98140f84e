"""Time expressions: a grammar over word classes, resolved against the publication date and the narrative."""

from legation.analysis.times.expressions import calendar_date, time_expressions

__all__ = ["calendar_date", "time_expressions"]
