"""Flow files: read, checked, compiled, compared, drawn and translated."""
