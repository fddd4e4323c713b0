"""People: which accounts a name means, and which are of one person."""
