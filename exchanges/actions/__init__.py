"""Every write about listings and exchanges, by noun: acts, life, posting, approval, listings, leaving, reminders."""
