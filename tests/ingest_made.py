"""Ingests invented stories into a store; the tests start this as a process to kill it.

    python ingest_made.py STORE COUNT PAUSE
"""

import sys
import time

from making import Made, stories

from legation.ingest.run import ingest
from legation.store.database import Database

if __name__ == "__main__":
    store, count, pause = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    database = Database(store)
    print("ready", flush=True)
    ingest(database, stories(count), Made(), step=lambda: time.sleep(pause))  # type: ignore[arg-type]
    print("done", flush=True)
