"""Words, typos, candidates and ranking: how a query finds posts."""
