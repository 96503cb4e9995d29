"""The words of a piece as each vendor wants them."""
