"""How a query finds posts: words, typos, candidates and ranking."""
