"""Our words: the record types, and the bridges between a CRM's fields and ours."""
