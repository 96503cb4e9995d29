"""Speech becomes one verified MP3: join, level, encode, tag, probe."""
