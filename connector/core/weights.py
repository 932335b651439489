"""What each measure of evidence is worth, in log-odds. Made by deploy/training.

Families held out, five folds, auto from 0.85, review from 0.25:
precision 0.9905, recall 0.8755, F1 0.9295,
accuracy 0.9166, leads
without an account left alone 0.9930, right account in auto or review
0.9348, leads in review 0.0769, calibration error
0.0090; recall at precision .992 0.8650.

Benchmark, SHA-256: ca5c558a3d5eeb04821bfa5c92aece485b49791573054aea559d388cccef852e
"""

START = -3.84
"""A candidate of which nothing speaks."""

Table = dict[str, tuple[tuple[float, float, float], ...]]

ON_DOMAIN: Table = {
    "mail_domain": ((0, 1, 4.4),),
    "web_domain": ((0, 1, 3.57),),
    "same_host": ((0, 1, 1.68),),
    "other_domain": ((0, 1, -3.23),),
    "own_domain": ((0, 1, -2.84),),
    "domain_named": ((0.6, 0.8, 0.22), (0.8, 1, 0.35)),
    "name_written": ((0, 1, 0.58),),
    "name_same": ((0, 1, 0.62),),
    "name_part": ((0, 0.5, 0.34), (0.5, 1, 0.09)),
    "lead_covered": ((0, 0.3, 0.66), (0.3, 0.6, 0.77), (0.6, 0.8, 0.69), (0.8, 0.9, 0.81), (0.9, 1, 0.6)),
    "account_covered": ((0.3, 0.6, 0.33), (0.6, 0.8, 0.13), (0.8, 0.9, 0.59), (0.9, 1, 0.65)),
    "name_rare": ((0, 0.5, 1.06), (0.5, 1, 0.23), (1, 1.5, 1.71), (1.5, 2, 0.38), (2, 3, 0.25)),
    "words_written": ((0, 1, 0.08),),
    "name_near": ((0.6, 0.75, 1), (0.75, 0.85, 0.94), (0.85, 0.92, 0.37), (0.92, 1, 0.24)),
    "last_word": ((0, 1, 1.24),),
    "unit": ((0, 1, 0.09),),
    "initials": ((0, 1, 1.4),),
    "initials_long": ((2, 3, 1.65), (3, 4, 0.86), (4, 6, 0.24)),
    "name_is_host": ((0, 0.4, 0.91), (0.4, 0.8, 0.89), (0.8, 1, 0.12)),
    "initials_host": ((0, 1, 0.03),),
    "parent_named": ((0.5, 1, 0.16),),
    "place_named": ((0, 1, 0.13),),
    "account_trade": ((0, 1, -0.39),),
    "country_same": ((0, 1, 2.39),),
    "country_other": ((0, 1, -0.36),),
    "state_same": ((0, 1, 0.97),),
    "state_other": ((0, 1, -0.43),),
    "city_same": ((0, 1, 0.9),),
    "city_other": ((0, 1, -0.73),),
    "phone_same": ((0, 1, 3.41),),
    "contacts": ((0, 1, 4),),
    "converted": ((0, 1, 1.5),),
    "accepted": ((0, 1, 25),),
}
"""Where the lead's mail or website is on the account's domain: stretches of a measure (from, to),
and the log-odds that each is worth.
"""

ELSEWHERE: Table = {
    "mail_domain": ((0, 1, 4.4),),
    "web_domain": ((0, 1, 3.57),),
    "same_host": ((0, 1, 1.68),),
    "other_domain": ((0, 1, -3.23),),
    "own_domain": ((0, 1, -2.84),),
    "domain_named": ((0.6, 0.8, 0.22), (0.8, 1, 0.35)),
    "name_written": ((0, 1, 2.11),),
    "lead_covered": ((0.8, 0.9, 1.24), (0.9, 1, 1.14)),
    "account_covered": ((0.3, 0.6, 0.39), (0.6, 0.8, 0.32), (0.8, 0.9, 0.42), (0.9, 1, 0.85)),
    "name_rare": ((0.5, 1, 2.14), (1, 1.5, 1.05), (1.5, 2, 0.61), (2, 3, 0.61)),
    "words_written": ((0, 1, 0.13),),
    "word_common": ((0, 1.5, -0.24), (1.5, 3, -1.81), (3, 5, -0.59)),
    "name_generic": ((0.5, 0.8, -0.79), (0.8, 1, -1.09)),
    "name_near": ((0.6, 0.75, 0.21), (0.75, 0.85, 0.23), (0.85, 0.92, 0.08), (0.92, 1, 0.54)),
    "slip": ((0, 0.4, 1.69), (0.4, 0.7, 1.72), (0.7, 1, 1.14)),
    "first_word": ((0, 1, 0.33),),
    "last_word": ((0, 1, 0.02),),
    "begins_with": ((0, 1, 0.65),),
    "unit": ((0, 1, 0.32),),
    "initials": ((0, 1, 0.08),),
    "initials_long": ((3, 4, 1.3), (4, 6, 1.72)),
    "initials_part": ((3, 4, 0.2),),
    "name_is_host": ((0, 0.4, 1.65), (0.4, 0.8, 1.42), (0.8, 1, 0.19)),
    "initials_host": ((0, 1, 0.46),),
    "parent_named": ((0, 0.5, 0.17), (0.5, 1, 0.7)),
    "place_named": ((0, 1, 1.11),),
    "lead_words": ((1, 2, -0.63), (2, 4, -0.44)),
    "account_words": ((0, 1, -0.45), (1, 2, -0.21), (2, 4, -0.07)),
    "lead_telling": ((0.2, 0.5, -0.36),),
    "account_telling": ((0.5, 0.8, -0.07),),
    "lead_trade": ((0, 1, -2.85),),
    "account_trade": ((0, 1, -0.09),),
    "other_place": ((0, 1, -1.01),),
    "country_same": ((0, 1, 1.09),),
    "country_other": ((0, 1, -5.15),),
    "state_same": ((0, 1, 1.67),),
    "state_other": ((0, 1, -1.59),),
    "city_same": ((0, 1, 2.18),),
    "city_other": ((0, 1, -3.53),),
    "phone_same": ((0, 1, 3.41),),
    "contacts": ((0, 1, 4),),
    "converted": ((0, 1, 1.5),),
    "accepted": ((0, 1, 25),),
}
"""Where it is not: stretches of a measure (from, to),
and the log-odds that each is worth.
"""

CALIBRATION = {
    True: (
        (-6, -3.373),
        (-3, -1.172),
        (-1.5, -0.073),
        (0, 1.089),
        (1, 1.994),
        (2, 3.077),
        (3, 4.229),
        (4.5, 6.007),
        (7, 9.072),
    ),
    False: (
        (-6, -6.173),
        (-3, -2.807),
        (-1.5, -1.486),
        (0, -0.42),
        (1, 1.045),
        (2, 2.325),
        (3, 3.288),
        (4.5, 4.519),
        (7, 6.649),
    ),
}
"""On a shared domain and elsewhere: log-odds against all others, and the logit of the share that
was right.
"""
