"""What is asked about listings and exchanges beyond one row."""
