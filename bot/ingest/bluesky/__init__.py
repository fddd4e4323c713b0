"""Repositories of Bluesky: CAR files, the tree of records in them, and what posts are made of."""
