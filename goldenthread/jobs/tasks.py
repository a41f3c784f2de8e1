"""Background and timed work: the same changes, called later. Every job may be run again safely."""

from procrastinate.contrib.django import app

from goldenthread.journal.changes import append_head


@app.periodic(cron="* * * * *")
@app.task(name="jobs.append_journal_head", queueing_lock="journal_head")
def append_journal_head(timestamp: int) -> None:
    """Each minute, write the journal's newest number and hash to a file outside the database."""
    append_head()
