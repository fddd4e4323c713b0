"""Responses to Discord: the first one in time, and requests that are made again."""
