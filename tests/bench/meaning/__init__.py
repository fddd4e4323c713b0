"""Search by meaning: pairs of a post and a query that share no word, and the posts around them."""
