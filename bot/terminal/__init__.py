"""The `throwback` command."""
