"""Digests while processes of the bot, PostgreSQL or the network between them fail."""
