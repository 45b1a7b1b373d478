"""The books of a sandbox company: documents, their postings to a double-entry ledger, and what follows from them."""
