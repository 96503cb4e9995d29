"""The record: one SQLite file that knows every episode, attempt and run."""
