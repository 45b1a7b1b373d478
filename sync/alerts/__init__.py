"""What somebody should know of: causes computed from facts, kept as alerts, sent by e-mail, one module a kind."""
