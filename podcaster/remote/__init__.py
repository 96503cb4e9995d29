"""How to ask anything remote: chains of providers, and one account of each during a run."""
