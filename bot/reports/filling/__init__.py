"""Fills the Word forms, in a child process that is kept warm; what is imported by the bot itself is filler.py only."""
