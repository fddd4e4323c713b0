"""PostgreSQL as the engine of the state."""
