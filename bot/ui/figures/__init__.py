"""Statistics as pages."""
