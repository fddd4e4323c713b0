"""What reads and writes state.db."""
