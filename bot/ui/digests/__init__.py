"""The user interface of digests on Discord."""
