"""What anybody may read about their data, and how Meta passes on that somebody wants it deleted."""
