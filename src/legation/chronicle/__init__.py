"""From reports to events: which mentions mean the same act, what becomes of an engagement, who stands where. No storage here."""
