"""config.toml and the environment become validated, frozen options."""
