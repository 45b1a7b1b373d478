"""Scores the pay-date model on a table of past documents, beside three conventions (RUNWAY 4, `manage.py backtest`)."""
