"""Imports, repairs and hidden posts."""
