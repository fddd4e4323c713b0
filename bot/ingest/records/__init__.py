"""What is read before it is a post: records, their validation, what is refused."""
