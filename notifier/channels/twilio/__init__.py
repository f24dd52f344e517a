"""SMS by Twilio: the call, what its answer means, and how to ask what became of a call that was never answered."""
