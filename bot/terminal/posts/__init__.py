"""Commands on the posts of the archive, and on whose they are."""
