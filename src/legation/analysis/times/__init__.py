from legation.analysis.times.old import is_calendar, time_expressions
