"""Pure: values in, values out. No clock, randomness, file, environment, log, SQL or network."""
