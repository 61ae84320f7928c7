"""Tickets that come in by themselves: files sent to the desk or left in a folder, and data over HTTP."""
