"""A post, its ids and order, and how two records of it become one."""
