"""A night's work: who is due, the way of one episode, and many at once."""
