"""From the engine's scores to statements, acts, actors, times and status."""
