"""On-this-day posts and random posts."""
