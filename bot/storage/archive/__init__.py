"""Reading and writing of archive.db."""
