"""What reads and writes archive.db."""
