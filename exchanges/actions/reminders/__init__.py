"""Reminders: what each rule says, to whom and when (by noun), and the runner that works them off."""
