"""Reading Twitter's own export."""
