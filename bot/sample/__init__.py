"""The sample archive that the demo shows."""
