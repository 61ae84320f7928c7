"""What is measured, each in one run against the naive way. `python -m benchmarks [NAME …]`."""
