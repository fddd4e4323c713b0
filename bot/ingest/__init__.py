"""Files to posts."""
