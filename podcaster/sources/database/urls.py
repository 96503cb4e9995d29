"""The URL of a database: which driver reads it, and what of it may be told."""
