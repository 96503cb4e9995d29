"""A learner platform of our own making: its tables, its learners, the servers that hold them."""
