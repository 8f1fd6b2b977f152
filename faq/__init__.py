"""What the assistant knows: the FAQ entries, and how a message finds one."""
