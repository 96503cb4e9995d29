"""A script is spoken: voices, plans, engines, and what a clip must be."""
