"""A local QuickBooks Online server: companies with real books, served over HTTP as Intuit serves them."""
