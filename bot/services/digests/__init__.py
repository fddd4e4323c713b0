"""Digests: composed, scheduled, run."""
