"""Web push (RFC 8030, 8291, 8292): hundreds of encrypted messages in flight to addresses that strangers chose."""
