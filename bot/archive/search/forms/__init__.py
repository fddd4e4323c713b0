"""Forms of words: what else people type for a word, by its language and how it is written."""
