"""Throwback: a Discord bot that surfaces archived posts."""

__version__ = "0.3.0"
