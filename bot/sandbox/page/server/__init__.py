"""The server of the page: a browser follows the sandbox and uses the bot through it."""
