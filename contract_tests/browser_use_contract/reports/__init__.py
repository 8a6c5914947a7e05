"""The reports: terminal, JSON, JUnit, HTML. All are made from a `Report`, which contains no secrets."""
