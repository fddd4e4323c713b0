"""Rules of selection: what answers that nobody searched for leave out."""
