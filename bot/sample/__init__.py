"""The sample archive of the demo."""
