"""What an operator does with the databases as files."""
