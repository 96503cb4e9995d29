"""Tells somebody: webhook, mail, ping."""
