"""Charts as pictures: each form is laid out as plain marks first, and the marks are drawn then."""
