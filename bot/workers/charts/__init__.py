"""The pictures of statistics. Only the worker imports what is in here, since it loads matplotlib."""
