"""A command-line client of Presswork."""
