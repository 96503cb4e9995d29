"""A small S3 with the quirks of services that call themselves compatible."""
