"""What is run by hand, now and then, to make a file that is then committed."""
