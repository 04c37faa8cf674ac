"""Every write of events: put on, signed up for, kept in a register, posted."""
