"""Users' policy text: reading it into the rules, or every fault with its place."""
