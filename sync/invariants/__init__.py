"""What is so of whole books at any moment, asked of the database while it works: a module for each such thing."""
