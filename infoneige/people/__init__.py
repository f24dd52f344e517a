"""What people ask of us and write to us: subscribing, codes, replies, browsers."""
