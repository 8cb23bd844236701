"""The Slack bot: asks come in as events, commands and clicks, answers leave as Block Kit messages."""
