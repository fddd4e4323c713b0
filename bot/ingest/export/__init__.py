"""Twitter's own export."""
