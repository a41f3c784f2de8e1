"""What there is to see of audits, for whom."""
