"""Every number with its n, its uncertainty and the audits behind it. Queries only."""

from goldenthread.figures.queries.grades import (
    DIMENSIONS,
    STAGES,
    GradeRow,
    UnknownDimension,
    UnknownStage,
    grades,
)

__all__ = ["DIMENSIONS", "STAGES", "GradeRow", "UnknownDimension", "UnknownStage", "grades"]
