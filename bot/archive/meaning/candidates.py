"""How many posts are candidates: apart from what needs numpy, for those who ask for them."""

CANDIDATES = 2_000
"""Posts that are scored with the whole vector of the query; the bits of both choose them."""
