"""The database files as files: inspected, locked, proven, put in the place of one another."""
