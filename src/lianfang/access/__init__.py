"""Who may see and do what: accounts, the table of rights, row-level security and its session, ciphers, audit."""
