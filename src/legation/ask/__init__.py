"""Questions to the chronicle: queries over the store, answered as Arrow tables."""
