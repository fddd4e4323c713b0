"""Search: from a query to the posts that match it."""
