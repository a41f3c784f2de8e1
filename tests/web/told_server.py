"""A server for the autosave module: it answers as it is told."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event
from typing import Any

FRONTEND = Path(__file__).parents[2] / "frontend"


PAGE = """<!doctype html><html lang="en"><head><title>Section</title></head><body>
<p><span data-autosave-answered>3</span> of <span data-autosave-total>10</span></p>
<div class="gt-w-30" data-autosave-bar></div>
<form method="post" action="/posted" data-autosave data-csrf="first" data-sign-in="/sign-in/">
<p data-autosave-status data-saved-at="14:31"></p>
<div role="status" data-autosave-announce></div>
<div data-answer="q1" data-url="/answers/q1/" data-version="3">
  <input type="hidden" name="q1-version" value="3">
  <label><input type="radio" name="q1-value" value="ri"> Requires improvement</label>
  <label><input type="radio" name="q1-value" value="good" checked> Good</label>
  <label>Why <textarea name="q1-text">seen monthly</textarea></label>
  <label>Day <input name="q1-date-day"></label><label>Month <input name="q1-date-month"></label>
  <label>Year <input name="q1-date-year"></label>
</div>
<div data-answer="q2" data-url="/answers/q2/" data-version="1" EXTRA>
  <input type="hidden" name="q2-version" value="1">
  <label>Difference <textarea name="q2-text">SECOND</textarea></label>
</div>
<button name="go" value="next">Save and continue</button>
</form><a rel="next" href="/next">Next section</a>
<script type="module">import { Autosave } from '/autosave.js'
new Autosave(document.querySelector('form'))</script></body></html>"""


class Server(ThreadingHTTPServer):
    """Holds the answers as the product would, and misbehaves when asked to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.page = PAGE
        self.answers: dict[str, dict[str, Any]] = {
            "q1": {"version": 3, "value": "good", "text": "seen monthly", "date": ""},
            "q2": {"version": 1, "text": "SECOND"},
        }
        self.puts: list[dict[str, Any]] = []
        self.signed_in, self.csrf = True, "first"
        self.drop_before = self.drop_after = 0  # connections to cut, unheard or unanswered
        self.gate = Event()  # closed, it holds every save
        self.gate.set()
        self.posted = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *args: Any) -> None:
        pass

    def reply(self, status: int, body: str, kind: str = "application/json") -> None:
        sent = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(sent)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(sent)

    def do_GET(self) -> None:
        if self.path.endswith(".js"):
            return self.reply(200, (FRONTEND / self.path[1:]).read_text(), "text/javascript")
        if self.path == "/session/":
            session = {"signed_in": self.server.signed_in, "csrf": self.server.csrf}
            return self.reply(200, json.dumps(session))
        if self.path == "/":
            return self.reply(200, self.server.page, "text/html")
        return self.reply(200, f"<title>{self.path}</title>", "text/html")

    def do_POST(self) -> None:
        self.server.posted = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.reply(200, "<title>posted</title>", "text/html")

    def do_PUT(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.server
        server.puts.append(body)
        server.gate.wait(10)
        if server.drop_before:
            server.drop_before -= 1
            return self.connection.close()
        if not server.signed_in:
            return self.reply(401, '{"problem": "signed_out"}')
        if self.headers["X-CSRFToken"] != server.csrf:
            return self.reply(403, '{"problem": "csrf"}')
        held = server.answers[self.path.split("/")[2]]
        if body["version"] != held["version"]:
            theirs = {**held, "by": "S. Marsh", "at": "14:30"}
            return self.reply(409, json.dumps({"yours": body, "theirs": theirs}))
        held |= {**body, "version": held["version"] + 1}
        if server.drop_after:
            server.drop_after -= 1
            return self.connection.close()
        saved = {"version": held["version"], "saved_at": "14:32", "answered": 4, "total": 10}
        return self.reply(200, json.dumps(saved))
