"""Work that runs in processes of its own: it may take memory and time, and it may crash."""
