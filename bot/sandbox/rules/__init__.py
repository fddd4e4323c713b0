"""What a schema cannot say of a request: limits over many fields, and rules between fields."""
