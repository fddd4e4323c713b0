"""Pages on the archive as a whole: its months, its state, what is kept quiet, and the help."""
