"""A local imitation of the Telegram Bot API server, for demo, training and tests. It is not Telegram."""
