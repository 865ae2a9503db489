"""What Mooring promises, told as tests."""
