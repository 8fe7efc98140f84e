"""What is kept, and where: one set of tables on SQLite or PostgreSQL, written by one run at a time, read by any number."""
