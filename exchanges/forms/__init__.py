"""What people write about listings and exchanges, turned into clean values."""
