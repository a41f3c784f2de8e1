"""Background and timed work: the same changes, called later. Every job may be run again safely."""

from django.core.management import call_command
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from goldenthread.actions.changes import escalate_overdue
from goldenthread.audits.changes import climb_concerns
from goldenthread.cases.changes import sweep_uploads
from goldenthread.jobs.backup import back_up_if_due
from goldenthread.jobs.mail import send_waiting, summarise
from goldenthread.jobs.reading import read_draft
from goldenthread.jobs.selecting import select_asked
from goldenthread.jobs.sharing import share_out_asked
from goldenthread.journal.changes import append_head, today
from goldenthread.people.actors import Schedule
from goldenthread.people.changes import forget_messages, sweep_attempts
from goldenthread.programme.changes import (
    forget_absences,
    forget_exemptions,
    forget_quota_exemptions,
)
from goldenthread.retention.changes import dispose, settle_dates
from goldenthread.retention.rewriting import StillRead, rewrite_tables


@app.periodic(cron="* * * * *")
@app.task(name="jobs.append_journal_head", queueing_lock="journal_head")
def append_journal_head(timestamp: int) -> None:
    """Each minute, write the journal's newest number and hash to a file outside the database."""
    append_head()


@app.task(name="jobs.read_case_list", pass_context=True)
def read_case_list(context: JobContext, ref: str) -> None:
    """Read an uploaded case list, for its report."""
    read_draft(ref, context.job.attempts + 1)


@app.task(name="jobs.share_out", pass_context=True)
def share_out(context: JobContext, ref: str) -> None:
    """Share a large round out between its auditors."""
    share_out_asked(ref, context.job.attempts + 1)


@app.task(name="jobs.select_cases", pass_context=True)
def select_cases(context: JobContext, ref: str) -> None:
    """Select cases from a long case list."""
    select_asked(ref, context.job.attempts + 1)


@app.periodic(cron="*/10 * * * *")
@app.task(name="jobs.sweep_uploads", queueing_lock="sweep_uploads")
def sweep_old_uploads(timestamp: int) -> None:
    """Every ten minutes, delete uploads that nobody waits for any more."""
    sweep_uploads(by=Schedule("sweep_uploads"))


@app.periodic(cron="*/10 * * * *")
@app.task(name="jobs.make_backup", queueing_lock="make_backup", lock="make_backup", queue="backup")
def make_backup(timestamp: int) -> None:
    """Every ten minutes, ask whether the day's backup is still to be made."""
    back_up_if_due()


@app.periodic(cron="* * * * *")
@app.task(name="jobs.retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Each minute, run the jobs again whose worker was killed: every job may be."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        await jobs.retry_job(job)


@app.periodic(cron="*/5 * * * *")
@app.task(name="jobs.sweep_sign_ins", queueing_lock="sweep_sign_ins")
def sweep_sign_ins(timestamp: int) -> None:
    """Every five minutes, delete wrong passwords that count no longer, and sessions that are over."""
    sweep_attempts(by=Schedule("sweep_sign_ins"))
    call_command("clearsessions")


@app.periodic(cron="30 3 * * *")
@app.task(name="jobs.dispose", queueing_lock="dispose", lock="dispose")
def dispose_daily(timestamp: int) -> None:
    """Each night, let go what is due and not on hold."""
    dispose(by=Schedule("dispose"), as_at=today())
    forget_absences(by=Schedule("dispose"))
    forget_exemptions(by=Schedule("dispose"))
    forget_quota_exemptions(by=Schedule("dispose"))
    forget_messages(by=Schedule("dispose"))


@app.periodic(cron="* * * * *")
@app.task(name="jobs.send_mail", queueing_lock="send_mail", lock="send_mail")
def send_mail(timestamp: int) -> None:
    """Each minute, tell of concerns that wait, and hand what waits to the mail server."""
    climb_concerns(by=Schedule("climb_concerns"))
    send_waiting()


@app.task(name="jobs.send_mail_now", lock="send_mail")
def send_mail_now() -> None:
    """At once, for what cannot wait a minute."""
    send_waiting()


@app.periodic(cron="*/5 * * * *")
@app.task(name="jobs.summarise", queueing_lock="summarise", lock="summarise")
def make_summaries(timestamp: int) -> None:
    """From eight on working days, make the day's summaries; sent within the minute after."""
    summarise()


@app.periodic(cron="20 * * * *")
@app.task(name="jobs.escalate", queueing_lock="escalate", lock="summarise")
def escalate(timestamp: int) -> None:
    """Each hour, let overdue actions climb: a worker that was away at night misses none."""
    escalate_overdue(by=Schedule("escalate"))


@app.task(
    name="jobs.rewrite_tables", lock="dispose",
    retry=RetryStrategy(max_attempts=12, wait=3600, retry_exceptions={StillRead}),
)  # fmt: skip
def rewrite() -> None:
    """After a disposal, write its tables anew, so that nothing is left in the database's files."""
    rewrite_tables()


@app.task(name="jobs.settle_dates")
def settle_due_dates() -> None:
    """When something has ended, compute when it is due to go."""
    settle_dates(by=Schedule("settle_dates"))
