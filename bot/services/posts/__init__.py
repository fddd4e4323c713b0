"""Imports, text repairs and hidden posts."""
