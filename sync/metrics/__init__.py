"""What a Prometheus server scrapes: facts of the database at the moment of asking, the same from every process."""
