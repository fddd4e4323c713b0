"""What the owners keep quiet, in state.db."""
