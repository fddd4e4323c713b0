"""Search: a query to posts."""
