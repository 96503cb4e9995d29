"""Language models that write scripts, each behind one small protocol."""
