"""The layouts that twitter-archive-parser wrote."""
