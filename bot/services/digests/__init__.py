"""Digests: configuration, composition, scheduling and delivery."""
