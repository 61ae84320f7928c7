"""Charts: what stands on each, as plain values; bot.reports.painters.charts draws them in a child process."""
