"""How a city's street file becomes geodata.db. Used at build time only; the look-up never imports from here."""
