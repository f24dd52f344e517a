"""Would it have worked? Recorded plans, invented people, a fake clock; the real pipeline, outbox and delivery."""
