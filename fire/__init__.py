"""The system under fire: killed, overloaded, fed with rubbish. Everything here starts what it ends."""
