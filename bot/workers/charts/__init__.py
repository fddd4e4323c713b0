"""Statistics as pictures. matplotlib is loaded in the worker alone."""
