"""A post, its ids and sort order, and how two records of it are merged."""
