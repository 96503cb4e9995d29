"""Who is due, what is true about them, and what today's episode is about: pure, without a clock."""
