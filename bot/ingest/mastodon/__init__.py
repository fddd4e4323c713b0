"""Archives of Mastodon, and of the servers that write them in the same form."""
