"""Sounds made of nothing but arithmetic, and a second opinion on how loud they are."""
