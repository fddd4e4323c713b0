"""The commands that look after digests, and how digests are printed."""
