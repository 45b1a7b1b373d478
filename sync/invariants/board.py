"""What is so of the board, which stands above sync: what it is called here, runway/services/firm_lines.py judges it."""

NAME = "firm totals"
RULE = "A client's cash on the board is that of its accounts, and a firm's line is the sum of its clients."
