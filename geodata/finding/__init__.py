"""How what people type finds sides in geodata.db: the look-up behind ``address_book``. The build never imports it."""
