"""What people want that no FAQ entry answers, and how a message is understood."""
