"""Commands of the services app."""
