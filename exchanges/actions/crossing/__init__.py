"""What members of two banks that trade, and those who run them, do with an exchange between them."""
