"""Human text: what may be kept of it, how it is cut, and how long it takes to say."""
