"""Posts that are in no answer: hidden ones, those that their authors deleted, and erased ones."""
