"""The commands that copy, restore and check the databases as files."""
