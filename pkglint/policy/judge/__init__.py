"""A policy that has been read, and findings judged by it."""
