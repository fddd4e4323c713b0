"""What scripts and languages do to words: classes of characters, folding, elided articles."""
