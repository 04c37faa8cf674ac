"""What is done with services, by whom."""
