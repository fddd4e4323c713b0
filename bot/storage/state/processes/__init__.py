"""The processes of the bot, and which servers each handles."""
