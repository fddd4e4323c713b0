"""Digests as Discord shows them."""
