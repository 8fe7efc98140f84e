"""Reading on more than one core or machine: stories dealt to Parquet shards whose bytes depend on the stories alone."""
