"""Files on the disk and in zips, and what they hold by their first bytes."""
