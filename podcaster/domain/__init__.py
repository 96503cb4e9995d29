"""The words of the house as frozen types: no I/O, no clock, nothing but the standard library."""
