"""On this day, and random posts."""
