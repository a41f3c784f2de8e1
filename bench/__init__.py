"""What is measured, beside its floor and its peers; and the proofs too long for every day."""
