"""Where learners come from: pages of light learners, and the activity of those asked for."""
