"""Which post continues which, and how posts are assembled into threads."""
