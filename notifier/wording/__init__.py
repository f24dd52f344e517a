"""How a message says what it says, in each language and in less and less room; ``messages`` chooses what is said."""
