"""What helps those who edit the FAQ, beyond the files' own check."""
