"""Commands about threads as a whole."""
