"""Who works at the operators' desk: their roles, how they prove who they are, and their sessions."""
