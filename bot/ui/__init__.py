"""Posts to what Discord shows."""
