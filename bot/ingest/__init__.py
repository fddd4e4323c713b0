"""Reading archive files into posts."""
