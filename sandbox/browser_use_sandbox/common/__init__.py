"""Small parts that know nothing of the rest: time, money, ids, signatures, errors."""
