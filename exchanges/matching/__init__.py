"""What fits together: texts to numbers, numbers to likeness, facts to a score and its reasons. No database is read."""
