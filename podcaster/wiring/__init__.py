"""From a Config to working parts."""
