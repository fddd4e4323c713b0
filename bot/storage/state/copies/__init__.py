"""Copies of the state: of parts of it for readers, and of all of it for another engine."""
