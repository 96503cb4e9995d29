"""podcaster makes every learner a personal podcast each morning."""
