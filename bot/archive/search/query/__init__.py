"""The query language: text to a syntax tree."""
