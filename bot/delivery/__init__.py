"""Requests to Discord that no user's command asked for."""
