"""What becomes of interactions and of requests to Discord, for those who watch the bot."""
