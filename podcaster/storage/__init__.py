"""Where recordings live: stores behind one interface, the spool before them, one copier between."""
