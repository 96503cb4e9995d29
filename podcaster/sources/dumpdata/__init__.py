"""Django's dumpdata, laid back into tables and read as the database that it was made from."""
