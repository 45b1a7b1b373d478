"""What companies do: each activity is shared by every kind that has it."""
