"""What is odd in the books, kind by kind: each function takes facts and gives issues (RUNWAY 5)."""
