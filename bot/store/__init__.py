"""What outlives a process: people, sessions, what came in, what goes out, what is due."""
