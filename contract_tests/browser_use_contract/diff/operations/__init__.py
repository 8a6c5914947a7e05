"""Operations of two documents: which is which, and how they differ."""
