"""What is read of banks and members beyond one table's rows."""
