"""The archive and the deployment, kept in order."""
