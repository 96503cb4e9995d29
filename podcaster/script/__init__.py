"""From a brief to a script: prompts, templates, the neutral script format, gates and the name."""
