"""What each measure of evidence is worth, in log-odds. Made by deploy/training.

Families held out, five folds, auto from 0.87, review from 0.25:
precision 0.9918, recall 0.8828, F1 0.9341,
accuracy 0.9217, leads
without an account left alone 0.9940, right account in auto or review
0.9313, leads in review 0.0642, calibration error
0.0101; recall at precision .992 0.8828.

Benchmark, SHA-256: ca5c558a3d5eeb04821bfa5c92aece485b49791573054aea559d388cccef852e
"""

START = -3.31
"""A candidate of which nothing speaks."""

Table = dict[str, tuple[tuple[float, float, float], ...]]

ON_DOMAIN: Table = {
    "mail_domain": ((0, 1, 3.98),),
    "web_domain": ((0, 1, 3.4),),
    "same_host": ((0, 1, 1.58),),
    "other_domain": ((0, 1, -3.2),),
    "own_domain": ((0, 1, -2.52),),
    "domain_named": ((0.6, 0.8, 0.37), (0.8, 1, 0.63)),
    "name_written": ((0, 1, 0.59),),
    "name_same": ((0, 1, 0.55),),
    "name_part": ((0, 0.5, 0.33), (0.5, 1, 0.07)),
    "lead_covered": ((0, 0.3, 0.29), (0.3, 0.6, 0.68), (0.6, 0.8, 0.84), (0.8, 0.9, 0.46), (0.9, 1, 0.22)),
    "account_covered": ((0.3, 0.6, 0.31), (0.8, 0.9, 0.7), (0.9, 1, 0.64)),
    "name_rare": ((0, 0.5, 0.79), (0.5, 1, 0.03), (1, 1.5, 1.62), (1.5, 2, 0.24), (2, 3, 0.2)),
    "words_written": ((0, 1, 0.21),),
    "word_common": ((0, 1.5, -0.3),),
    "name_near": ((0.6, 0.75, 1.02), (0.75, 0.85, 0.89), (0.85, 0.92, 0.78), (0.92, 1, 0.25)),
    "last_word": ((0, 1, 1.12),),
    "unit": ((0, 1, 0.2),),
    "initials": ((0, 1, 1.17),),
    "initials_long": ((2, 3, 1.36), (3, 4, 0.7), (4, 6, 0.11)),
    "name_is_host": ((0, 0.4, 0.22), (0.4, 0.8, 1.13), (0.8, 1, 0.22)),
    "initials_host": ((0, 1, 0.03),),
    "parent_named": ((0.5, 1, 0.16),),
    "place_named": ((0, 1, 0.31),),
    "account_words": ((1, 2, -0.17),),
    "lead_telling": ((0.5, 0.8, -0.32),),
    "account_trade": ((0, 1, -0.47),),
    "single_word": ((0, 1, -0.23),),
    "country_same": ((0, 1, 1.83),),
    "country_other": ((0, 1, -0.42),),
    "state_same": ((0, 1, 0.82),),
    "state_other": ((0, 1, -0.59),),
    "city_same": ((0, 1, 1.09),),
    "city_other": ((0, 1, -0.69),),
    "phone_same": ((0, 1, 3.25),),
    "contacts": ((0, 1, 4),),
    "converted": ((0, 1, 1.5),),
    "accepted": ((0, 1, 25),),
}
"""Where the lead's mail or website is on the account's domain: stretches of a measure (from, to),
and the log-odds that each is worth.
"""

ELSEWHERE: Table = {
    "mail_domain": ((0, 1, 3.98),),
    "web_domain": ((0, 1, 3.4),),
    "same_host": ((0, 1, 1.58),),
    "other_domain": ((0, 1, -3.2),),
    "own_domain": ((0, 1, -2.52),),
    "domain_named": ((0.6, 0.8, 0.37), (0.8, 1, 0.63)),
    "name_written": ((0, 1, 1.95),),
    "lead_covered": ((0.8, 0.9, 0.93), (0.9, 1, 1.64)),
    "account_covered": ((0.3, 0.6, 0.68), (0.6, 0.8, 0.35), (0.8, 0.9, 0.39), (0.9, 1, 0.74)),
    "name_rare": ((0.5, 1, 1.52), (1, 1.5, 0.91), (1.5, 2, 0.64), (2, 3, 0.42)),
    "words_written": ((0, 1, 0.15),),
    "word_common": ((0, 1.5, -0.73), (1.5, 3, -1.71), (3, 5, -0.18)),
    "name_generic": ((0.5, 0.8, -0.79), (0.8, 1, -1.1)),
    "name_near": ((0.6, 0.75, 0.03), (0.75, 0.85, 0.32), (0.85, 0.92, 0.23), (0.92, 1, 0.38)),
    "slip": ((0, 0.4, 1.71), (0.4, 0.7, 1.78), (0.7, 1, 1.04)),
    "first_word": ((0, 1, 0.33),),
    "last_word": ((0, 1, 0.13),),
    "begins_with": ((0, 1, 0.47),),
    "unit": ((0, 1, 0.43),),
    "initials": ((0, 1, 0.52),),
    "initials_long": ((2, 3, 0.05), (3, 4, 0.64), (4, 6, 1.03)),
    "initials_part": ((3, 4, 0.24),),
    "name_is_host": ((0, 0.4, 1.58), (0.4, 0.8, 1.19), (0.8, 1, 0.33)),
    "initials_host": ((0, 1, 0.4),),
    "parent_named": ((0, 0.5, 0.34), (0.5, 1, 0.68)),
    "place_named": ((0, 1, 1.01),),
    "lead_words": ((1, 2, -0.5), (2, 4, -0.64)),
    "account_words": ((0, 1, -0.57),),
    "account_telling": ((0.5, 0.8, -0.09),),
    "lead_trade": ((0, 1, -2.49),),
    "account_trade": ((0, 1, -0.16),),
    "other_place": ((0, 1, -0.85),),
    "single_word": ((0, 1, -0.23),),
    "country_same": ((0, 1, 0.99),),
    "country_other": ((0, 1, -5.07),),
    "state_same": ((0, 1, 1.71),),
    "state_other": ((0, 1, -1.28),),
    "city_same": ((0, 1, 2.1),),
    "city_other": ((0, 1, -3.79),),
    "phone_same": ((0, 1, 3.25),),
    "contacts": ((0, 1, 4),),
    "converted": ((0, 1, 1.5),),
    "accepted": ((0, 1, 25),),
}
"""Where it is not: stretches of a measure (from, to),
and the log-odds that each is worth.
"""

KEYS = {
    "d": 98,
    "n": 30,
    "p": 69,
    "w": 34,
    "g": 27,
    "s": 11,
    "k": 10,
    "f": 21,
    "e": 6,
    "x": 21,
}
"""What a kind of key is worth when candidates are chosen, beside its rarity."""

CALIBRATION = {
    True: (
        (-6, -8.124),
        (-3, -3.662),
        (-1.5, -1.432),
        (0, 0.785),
        (1, 2.175),
        (2, 3.507),
        (3, 4.639),
        (4.5, 6.699),
        (7, 10.292),
    ),
    False: (
        (-6, -7.808),
        (-3, -2.703),
        (-1.5, -1.578),
        (0, -0.717),
        (1, 1.367),
        (2, 2.688),
        (3, 3.387),
        (4.5, 4.657),
        (7, 7.594),
    ),
}
"""On a shared domain and elsewhere: log-odds against all others, and the logit of the share that
was right.
"""
