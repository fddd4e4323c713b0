"""Threads: from a post to the whole thread that contains it."""
