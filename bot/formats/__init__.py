"""Posts and threads as JSON, CSV and Markdown."""
