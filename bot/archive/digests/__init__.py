"""Digests: their settings, content and runs, and when they are due."""
