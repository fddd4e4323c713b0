"""The commands of the bot, one cog for each feature."""
