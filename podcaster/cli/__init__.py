"""The command line: parse, call, render, exit. The only room that draws."""
