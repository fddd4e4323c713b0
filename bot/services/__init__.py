"""What the bot does: what cogs and the terminal both ask."""
