"""What changes while the program runs: the clock, the journal and the current session."""
