"""QuickBooks' query language: text to statement to SQL to the stored bodies (API_FACTS 2)."""
