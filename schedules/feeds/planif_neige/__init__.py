"""Montréal's Planif-Neige, in its public JSON form and from its official SOAP service: answers in, plans out."""
