"""Reading the layouts that twitter-archive-parser wrote."""
