"""The state in PostgreSQL: for bots of several processes, on several machines."""
