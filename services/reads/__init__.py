"""What is read of services across many rows."""
