"""Actors: from a mention to a name, a country and sectors, with the reason."""

from legation.analysis.actors.mentions import Resolved
from legation.analysis.actors.resolve import Actors

__all__ = ["Actors", "Resolved"]
