"""The rules that a schema cannot express: limits over many fields, and rules between fields."""
