"""Requests to Discord that are not responses to a user's command."""
