"""A Planif-Neige service on this machine, from the facts of its specification; it can also misbehave."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import NamedTuple
from xml.sax.saxutils import escape

TOKEN = "br40-&-secret"  # noqa: S105 - invented
NAMESPACE = "https://servicesenlignedev.ville.montreal.qc.ca"
LEAST_INTERVAL = timedelta(minutes=5)

_BOMB = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY c "&a;&a;&a;&a;">]><b>&c;</b>'
_FILE = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/hostname">]><b>&a;</b>'
_FAULT = '<S:Envelope xmlns:S="urn:s"><S:Body><S:Fault><faultstring>no</faultstring></S:Fault></S:Body></S:Envelope>'
_NO_CODE = '<S:Envelope xmlns:S="urn:s"><S:Body><planifications/></S:Body></S:Envelope>'


class Canned(NamedTuple):
    """An answer that owes nothing to the question. Status 0 is silence."""

    status: int = 200
    content: bytes = b""
    headers: Mapping[str, str] = {}
    trickles: bool = False


MISBEHAVIOURS = {
    "login page": Canned(content=b"<!DOCTYPE html><html><form>Mot de passe</form></html>"),
    "xhtml page": Canned(content=b"<?xml version='1.0'?><html><body>Mot de passe</body></html>"),
    "empty": Canned(),
    "not xml": Canned(content=b"Bad Gateway"),
    "entity bomb": Canned(content=_BOMB.encode()),
    "external entity": Canned(content=_FILE.encode()),
    "document type": Canned(content=b"<!DOCTYPE a SYSTEM 'http://192.0.2.1/a.dtd'><a/>"),
    "fault": Canned(500, _FAULT.encode()),
    "no code": Canned(content=_NO_CODE.encode()),
    "forbidden": Canned(403),
    "elsewhere": Canned(302, headers={"Location": "http://192.0.2.1/"}),
    "wrong bytes": Canned(content=b"<?xml version='1.0' encoding='UTF-8'?><a>r\xe9ussi</a>"),
    "unknown encoding": Canned(content=b"<?xml version='1.0' encoding='x-none'?><a/>"),
    "breaks off": Canned(content=b"<?xml version='1.0'?><a>", headers={"Content-Length": "5024"}),
    "hangs": Canned(0),
    "trickles": Canned(headers={"Content-Length": "5000"}, trickles=True),
}


@dataclass(slots=True)
class FakePlanifNeige:
    """The service's state: its clock, its records by wire name, its calls, and what it answers instead of the truth."""

    clock: Callable[[], datetime]
    records: Sequence[Mapping[str, str]] = ()
    code: int | None = None
    misbehaviour: str | None = None
    charset: str = "utf-8"
    thinks_for: float = 0.0
    url: str = ""
    asked: list[str] = field(default_factory=list)
    last_call_at: datetime | None = None
    stopped: Event = field(default_factory=Event)

    def answer(self, body: str) -> str:
        """Answer one call by the rules."""
        from_date, token = (_text(body, name) for name in ("fromDate", "tokenString"))
        self.asked.append(from_date)
        if self.code is not None:
            return _response(self.code)
        if token != escape(TOKEN):
            return _response(7)
        if self._is_too_soon():
            return _response(14)
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", from_date):
            return _response(9)
        records = [record for record in self.records if record["dateMaj"] >= from_date]
        return _response(0 if records else 8, records)

    def _is_too_soon(self) -> bool:
        now, last = self.clock(), self.last_call_at
        if last is not None and now - last < LEAST_INTERVAL:
            return True
        self.last_call_at = now
        return False


class _Handler(BaseHTTPRequestHandler):
    service: FakePlanifNeige

    def do_GET(self) -> None:
        if self.path.endswith("?wsdl"):
            self._send(Canned(content=b"<definitions/>"))
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.service.misbehaviour:
            self._misbehave(MISBEHAVIOURS[self.service.misbehaviour])
        else:
            self.service.stopped.wait(self.service.thinks_for)
            headers = {"Content-Type": f"text/xml; charset={self.service.charset}"}
            self._send(Canned(200, self.service.answer(body).encode(), headers))

    def _misbehave(self, canned: Canned) -> None:
        if not canned.status:
            self.service.stopped.wait(10)
            return
        self._send(canned)
        with suppress(OSError):  # the client goes away, and should
            while canned.trickles and not self.service.stopped.wait(0.02):
                self.wfile.write(b" ")

    def _send(self, canned: Canned) -> None:
        self.send_response(canned.status)
        for name, value in canned.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(canned.content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        del format, args


@contextmanager
def running(service: FakePlanifNeige) -> Iterator[FakePlanifNeige]:
    """Serve on a free port of this machine until the end of the block."""
    handler = type("Handler", (_Handler,), {"service": service})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        service.url = f"http://127.0.0.1:{server.server_port}/infoneige"
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield service
        finally:
            service.stopped.set()
            server.shutdown()


def _text(body: str, name: str) -> str:
    found = re.search(f"<{name}>(.*?)</{name}>", body)
    return found[1] if found else ""


def _response(code: int, records: Sequence[Mapping[str, str]] = ()) -> str:
    rows = "".join(
        f"<planification>{''.join(f'<{name}>{escape(text)}</{name}>' for name, text in record.items())}</planification>"
        for record in records
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>'
        f'<ns0:GetPlanificationsForDateResponse xmlns:ns0="{NAMESPACE}"><planificationsForDateResponse>'
        f"<planifications>{rows}</planifications><responseDesc>r\u00e9ponse {code}</responseDesc>"
        f"<responseStatus>{code}</responseStatus></planificationsForDateResponse>"
        "</ns0:GetPlanificationsForDateResponse></S:Body></S:Envelope>"
    )
