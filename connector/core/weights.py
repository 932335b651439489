"""What each measure of evidence is worth, in log-odds. Made by deploy/training.

Families held out, five folds, auto from 0.85, review from 0.25:
precision 0.9924, recall 0.8798, F1 0.9327,
accuracy 0.9201, leads
without an account left alone 0.9950, right account in auto or review
0.9318, leads in review 0.0701, calibration error
0.0097; recall at precision .992 0.8842.

Benchmark, SHA-256: ca5c558a3d5eeb04821bfa5c92aece485b49791573054aea559d388cccef852e
"""

START = -3.3
"""A candidate of which nothing speaks."""

Table = dict[str, tuple[tuple[float, float, float], ...]]

ON_DOMAIN: Table = {
    "mail_domain": ((0, 1, 3.94),),
    "web_domain": ((0, 1, 3.42),),
    "same_host": ((0, 1, 1.53),),
    "other_domain": ((0, 1, -3.18),),
    "own_domain": ((0, 1, -2.58),),
    "domain_named": ((0.6, 0.8, 0.39), (0.8, 1, 0.59)),
    "name_written": ((0, 1, 0.65),),
    "name_same": ((0, 1, 0.66),),
    "name_part": ((0, 0.5, 0.35), (0.5, 1, 0.09)),
    "lead_covered": ((0, 0.3, 0.71), (0.3, 0.6, 0.59), (0.6, 0.8, 0.54), (0.8, 0.9, 0.57), (0.9, 1, 0.37)),
    "account_covered": ((0.3, 0.6, 0.29), (0.6, 0.8, 0.04), (0.8, 0.9, 0.43), (0.9, 1, 0.5)),
    "name_rare": ((0, 0.5, 0.82), (1, 1.5, 1.69), (1.5, 2, 0.38), (2, 3, 0.23)),
    "word_common": ((0, 1.5, -0.24),),
    "name_near": ((0.6, 0.75, 1.03), (0.75, 0.85, 0.91), (0.85, 0.92, 0.46), (0.92, 1, 0.33)),
    "last_word": ((0, 1, 1.13),),
    "unit": ((0, 1, 0.08),),
    "initials": ((0, 1, 1.17),),
    "initials_long": ((2, 3, 1.35), (3, 4, 0.7), (4, 6, 0.11)),
    "name_is_host": ((0, 0.4, 0.24), (0.4, 0.8, 1.14), (0.8, 1, 0.22)),
    "initials_host": ((0, 1, 0.04),),
    "place_named": ((0, 1, 0.21),),
    "account_words": ((1, 2, -0.19), (2, 4, -0.14)),
    "lead_telling": ((0.5, 0.8, -0.22),),
    "account_trade": ((0, 1, -0.46),),
    "single_word": ((0, 1, -0.24),),
    "country_same": ((0, 1, 1.85),),
    "country_other": ((0, 1, -0.44),),
    "state_same": ((0, 1, 0.81),),
    "state_other": ((0, 1, -0.59),),
    "city_same": ((0, 1, 1.08),),
    "city_other": ((0, 1, -0.64),),
    "phone_same": ((0, 1, 3.21),),
    "contacts": ((0, 1, 4),),
    "converted": ((0, 1, 1.5),),
    "accepted": ((0, 1, 25),),
}
"""Where the lead's mail or website is on the account's domain: stretches of a measure (from, to),
and the log-odds that each is worth.
"""

ELSEWHERE: Table = {
    "mail_domain": ((0, 1, 3.94),),
    "web_domain": ((0, 1, 3.42),),
    "same_host": ((0, 1, 1.53),),
    "other_domain": ((0, 1, -3.18),),
    "own_domain": ((0, 1, -2.58),),
    "domain_named": ((0.6, 0.8, 0.39), (0.8, 1, 0.59)),
    "name_written": ((0, 1, 2.11),),
    "lead_covered": ((0.8, 0.9, 1.14), (0.9, 1, 1.33)),
    "account_covered": ((0.3, 0.6, 0.57), (0.6, 0.8, 0.48), (0.8, 0.9, 0.32), (0.9, 1, 0.84)),
    "name_rare": ((0.5, 1, 1.55), (1, 1.5, 0.89), (1.5, 2, 0.53), (2, 3, 0.45)),
    "words_written": ((0, 1, 0.22),),
    "word_common": ((0, 1.5, -0.71), (1.5, 3, -1.68), (3, 5, -0.29)),
    "name_generic": ((0.5, 0.8, -0.79), (0.8, 1, -1.06)),
    "name_near": ((0.75, 0.85, 0.33), (0.85, 0.92, 0.23), (0.92, 1, 0.17)),
    "slip": ((0, 0.4, 1.71), (0.4, 0.7, 1.85), (0.7, 1, 0.99)),
    "first_word": ((0, 1, 0.38),),
    "last_word": ((0, 1, 0.1),),
    "begins_with": ((0, 1, 0.5),),
    "unit": ((0, 1, 0.42),),
    "initials": ((0, 1, 0.56),),
    "initials_long": ((2, 3, 0.06), (3, 4, 0.65), (4, 6, 1.03)),
    "initials_part": ((3, 4, 0.23),),
    "name_is_host": ((0, 0.4, 1.54), (0.4, 0.8, 1.19), (0.8, 1, 0.22)),
    "initials_host": ((0, 1, 0.5),),
    "parent_named": ((0, 0.5, 0.26), (0.5, 1, 0.69)),
    "place_named": ((0, 1, 1),),
    "lead_words": ((1, 2, -0.62), (2, 4, -0.58)),
    "account_words": ((0, 1, -0.43),),
    "lead_telling": ((0.2, 0.5, -0.12),),
    "account_telling": ((0.5, 0.8, -0.15),),
    "lead_trade": ((0, 1, -2.71),),
    "account_trade": ((0, 1, -0.16),),
    "other_place": ((0, 1, -0.76),),
    "single_word": ((0, 1, -0.24),),
    "country_same": ((0, 1, 1),),
    "country_other": ((0, 1, -4.99),),
    "state_same": ((0, 1, 1.77),),
    "state_other": ((0, 1, -1.18),),
    "city_same": ((0, 1, 2.12),),
    "city_other": ((0, 1, -3.79),),
    "phone_same": ((0, 1, 3.21),),
    "contacts": ((0, 1, 4),),
    "converted": ((0, 1, 1.5),),
    "accepted": ((0, 1, 25),),
}
"""Where it is not: stretches of a measure (from, to),
and the log-odds that each is worth.
"""

KEYS = {
    "d": 99,
    "n": 30,
    "p": 70,
    "w": 34,
    "g": 26,
    "s": 11,
    "k": 9,
    "f": 22,
    "e": 7,
    "x": 19,
}
"""What a kind of key is worth when candidates are chosen, beside its rarity."""

CALIBRATION = {
    True: (
        (-6, -7.893),
        (-3, -3.573),
        (-1.5, -1.413),
        (0, 0.735),
        (1, 2.132),
        (2, 3.485),
        (3, 4.808),
        (4.5, 6.804),
        (7, 10.166),
    ),
    False: (
        (-6, -6.71),
        (-3, -3.035),
        (-1.5, -1.732),
        (0, -0.469),
        (1, 1.117),
        (2, 2.458),
        (3, 3.476),
        (4.5, 4.78),
        (7, 6.903),
    ),
}
"""On a shared domain and elsewhere: log-odds against all others, and the logit of the share that
was right.
"""
