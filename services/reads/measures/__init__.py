"""Two-way measures: what shows whether those a service serves give back (decision 0049)."""
