"""Learners from the database of a platform, through named queries."""
