"""Places: toponyms of a story to coordinates, and how sure that is."""

from legation.analysis.places.find import find_toponyms
from legation.analysis.places.resolve import Located, locate

__all__ = ["Located", "find_toponyms", "locate"]
