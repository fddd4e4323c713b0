"""Digests: what they are and when they are due."""
