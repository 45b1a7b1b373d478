"""What rings at the app when books change: events, their fates, the queue, the bodies and the sender (API_FACTS 7)."""
