"""The pictures of statistics, for the worker alone: its job loads matplotlib."""
