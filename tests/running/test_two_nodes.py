"""Two web nodes and two workers, each with a home of its own, run a round over one database."""

import json
import logging
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from django.db import connection
from moto.server import ThreadedMotoServer

from goldenthread.audits.models import AnswerVersion, Audit
from goldenthread.cases.models import CaseListDraft
from goldenthread.journal.models import Entry
from goldenthread.people.changes import disable_account
from tests.cast import OPERATOR, Cast, make_cast
from tests.loop import answered, round_of
from tests.rooms.case_files import CSV
from tests.running.browsing import Visitor
from tests.running.node import Node

LISTS = 6
BUCKET = {
    "GOLDENTHREAD_S3_BUCKET": "uploads",
    "GOLDENTHREAD_S3_REGION": "eu-west-2",
    "AWS_ACCESS_KEY_ID": "invented",
    "AWS_SECRET_ACCESS_KEY": "invented",
    "GOLDENTHREAD_LOG": "INFO",
}


@dataclass
class Pair:
    """Both nodes, the addresses of their pages, and a bucket that both see."""

    nodes: list[Node]
    urls: list[str]
    bucket: Any
    cast: Cast

    def jobs_done(self, node: Node) -> list[int]:
        """Jobs about case lists that this node's worker finished, from its log."""
        lines = [json.loads(line) for line in said(node) if line.startswith("{")]
        return [
            line["job"]
            for line in lines
            if line.get("action") == "job_success" and line.get("task") == "jobs.read_case_list"
        ]


def said(node: Node) -> list[str]:
    return (node.folder / "said.log").read_text().splitlines()


@pytest.fixture(scope="module")
def bucket() -> Iterator[tuple[Any, str]]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    store = boto3.resource(
        "s3", endpoint_url=url, region_name="eu-west-2", aws_access_key_id="invented",
        aws_secret_access_key="invented",
    ).Bucket("uploads")  # fmt: skip
    store.create(CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    yield store, url
    server.stop()


@pytest.fixture(scope="module")
def pair(
    prepared: Node, db: None, django_db_blocker: Any, bucket: tuple[Any, str], tmp_path_factory: Any
) -> Iterator[Pair]:
    store, endpoint = bucket
    nodes = [
        Node.of(
            prepared.database, tmp_path_factory.mktemp(name), **BUCKET,
            GOLDENTHREAD_S3_ENDPOINT=endpoint,
        )
        for name in ("one", "two")
    ]  # fmt: skip
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(pointed_at(prepared.database))
        cast = make_cast()
        urls = [stack.enter_context(node.serving()) for node in nodes]
        for node in nodes:
            stack.enter_context(node.working())
        wait_until(lambda: workers_listening() == 2)
        yield Pair(nodes, urls, store, cast)


class pointed_at:
    """This process's own queries go to the nodes' database."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        connection.close()
        self.before = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = self.name

    def __exit__(self, *gone: object) -> None:
        connection.close()
        connection.settings_dict["NAME"] = self.before


def workers_listening() -> int:
    """How many workers have said that they are there: one that is late would find all lists read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        return int(cursor.fetchone()[0])


def upload(visitor: Visitor, number: int) -> str:
    file = {"case_files": (f"list-{number}.csv", CSV)}
    return visitor.send("/set-up/case-lists/new/", "case_files", files=file)


def wait_until(what: Any) -> None:
    for _ in range(900):
        if what():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come")


def test_case_lists_are_read_by_both_workers_and_each_once(pair: Pair) -> None:
    pat = Visitor(pair.urls[0]).sign_in("pat.ellis@example.org")
    led = [upload(pat.at(pair.urls[n % 2]), n) for n in range(LISTS)]
    read = CaseListDraft.objects.filter(state=CaseListDraft.State.READ)
    wait_until(lambda: read.count() == LISTS)
    wait_until(lambda: sum(len(pair.jobs_done(node)) for node in pair.nodes) == LISTS)
    done = [pair.jobs_done(node) for node in pair.nodes]
    assert all(done) and len(set(done[0] + done[1])) == LISTS
    assert Entry.objects.filter(what="keep_reading").count() == LISTS
    assert pat.at(pair.urls[1]).see(led[0]).text_content().count("What was read")


def test_no_file_is_left_on_a_disk_or_in_the_bucket(pair: Pair) -> None:
    """After the case lists were read."""
    assert [each.key for each in pair.bucket.objects.all()] == []
    for node in pair.nodes:
        left = [path for path in (node.folder / "uploads").rglob("*") if path.is_file()]
        assert left == []


def test_a_round_is_worked_through_on_both_nodes(pair: Pair) -> None:
    audit = answered(round_of(pair.cast, ["20301", "20302"])[0])
    here = Visitor(pair.urls[0]).sign_in("ines.vale@example.org")
    there = here.at(pair.urls[1])
    address, version = f"/audits/{audit.ref}/answers/risk.grade/", 1
    for number in range(10):
        node = (here, there)[number % 2]
        version = node.save(address, version=version, text=f"Sentence {number} on the record.")
    assert AnswerVersion.objects.filter(answer__audit=audit).count() == 12
    assert "Sentence 9" in here.see(f"/audits/{audit.ref}/sections/risk/").text_content()
    there.send(f"/audits/{audit.ref}/check/", "csrfmiddlewaretoken", why="All is well recorded.")
    assert Audit.objects.get(id=audit.id).state == Audit.State.SUBMITTED
    pat = Visitor(pair.urls[0]).sign_in("pat.ellis@example.org")
    assert re.search("1 of 2", pat.see(f"/rounds/{audit.round.ref}/").text_content())


def test_whoever_is_disabled_is_out_at_every_node(pair: Pair) -> None:
    mo = Visitor(pair.urls[0]).sign_in("mo.lark@example.org")
    assert mo.at(pair.urls[1]).session.get(f"{pair.urls[1]}/moderation/").ok
    disable_account(by=OPERATOR, person=pair.cast.mo)
    for url in pair.urls:
        out = mo.at(url).session.get(f"{url}/moderation/", allow_redirects=False)
        assert out.status_code == 302 and "/sign-in/" in out.headers["Location"]


def test_the_journal_that_both_wrote_is_whole(pair: Pair) -> None:
    for node in pair.nodes:
        done = node.run("verify_journal")
        assert done.returncode == 0, done.stderr
