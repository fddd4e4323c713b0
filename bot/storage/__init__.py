"""SQLite: all the SQL there is."""
