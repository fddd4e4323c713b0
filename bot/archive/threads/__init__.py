"""Which post continues which, and how posts become threads."""
