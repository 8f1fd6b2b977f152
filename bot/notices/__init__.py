"""What people are told: staff about chats, the operator about trouble."""
