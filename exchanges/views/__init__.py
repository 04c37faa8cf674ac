"""The pages of listings, exchanges and the desk."""
