"""Stories into the chronicle: from files, archives, feeds and addresses; one run at a time, resumable."""
