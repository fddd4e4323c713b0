"""Several processes of the bot in many servers, at a small scale: where each limit bends."""
