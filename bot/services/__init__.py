"""The services that the cogs and the terminal commands share."""
