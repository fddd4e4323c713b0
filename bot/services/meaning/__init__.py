"""What posts mean: taking it from their texts."""
