"""The inverted index in archive.db."""
