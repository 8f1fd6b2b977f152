"""What `piotnet-bot` can be told, a module for each group of commands."""
