"""Which account a lead belongs to, and who is one person: texts, names, places, hosts, evidence."""
