"""A handful of made-up learners, so that the tool does its main job on a fresh machine."""
