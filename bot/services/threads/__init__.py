"""Threads: a post to everything it belongs with."""
