"""Meta for load tests: sends signed webhooks and takes the replies, in one thread that costs little.

The playground's stand-in knows Meta's rules, but answers 80 calls a second; here hundreds are
needed, on the machine that runs the bot as well. What it knows is whether a message was answered,
when, how often and in which order.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, pairwise
from random import Random
from typing import Any, NamedTuple, TypeVar
from urllib.parse import parse_qs, urlsplit

from bot.handover import MARKER
from bot.messenger.signature import sign

PAGE = "104857600000001"
APP = "900100200300400"
SECRET = "not-a-real-secret"  # noqa: S105  # invented

Result = TypeVar("Result")
_Answer = tuple[int, bytes]


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """How often calls go wrong, as shares of 1."""

    slow_down: float = 0.0  # 613: refused
    fails: float = 0.0  # HTTP 500, half of them with a web page instead of an error: refused
    lost: float = 0.0  # done, but the answer is lost


class Asked(NamedTuple):
    """A customer's message."""

    customer: str
    mid: str
    text: str


class Arrival(NamedTuple):
    """A message of the bot. `at`: when its call came in, by time.monotonic()."""

    customer: str
    answers: str
    outbox: int
    text: str
    mid: str
    at: float
    wall: float


class Verdict(NamedTuple):
    """What became of all messages."""

    lost: int
    doubled: int
    disordered: int

    @property
    def good(self) -> bool:
        return self == (0, 0, 0)


class Meta:
    """One page. Its event loop has a thread of its own; `arrived` only grows."""

    def __init__(
        self,
        *,
        latency: tuple[float, float] = (0.05, 0.15),
        trouble: Trouble | None = None,
        echoes: bool = False,
        seed: int = 1,
    ) -> None:
        self.latency = latency
        self.trouble = trouble or Trouble()
        self.arrived: list[Arrival] = []
        self.asked: list[Asked] = []
        self.sent_at: dict[str, float] = {}  # mid: when its webhook was due
        self.acks: list[float] = []  # seconds from that moment to the 200
        self.outage_until = 0.0
        self._echoes: asyncio.Queue[Arrival] | None = asyncio.Queue() if echoes else None
        self.url = ""
        self._random = Random(seed)
        self._numbers = count(1)
        self._by_customer: dict[str, list[Arrival]] = defaultdict(list)
        self._background: list[asyncio.Task[None]] = []
        self._server: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="meta", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self.url = self.call(self._listen()).result(10)

    def stop(self) -> None:
        self.call(self._end()).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def call(self, work: Coroutine[Any, Any, Result]) -> Future[Result]:
        """Run it in the loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _end(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._server:
            self._server.close()
        await asyncio.sleep(0)  # the sockets are closed by then

    # --- what customers do ---------------------------------------------------------------------

    async def write_all(
        self,
        messages: Sequence[Asked],
        webhooks: Sequence[str],
        *,
        rate: float,
        again: float = 0.0,
        connections: int = 16,
    ) -> None:
        """Deliver at this rate, each customer's in order, each until it is answered with 200.

        `again`: the share that is delivered twice. A late acknowledgement counts from when the
        message was due, not from when a connection was free.
        """
        lines: list[asyncio.Queue[tuple[Asked, float] | None]] = [asyncio.Queue() for _ in range(connections)]
        senders = [
            asyncio.create_task(self._deliver_line(line, [*webhooks[n % len(webhooks) :], *webhooks], again))
            for n, line in enumerate(lines)
        ]
        if self._echoes:
            senders_of_echoes = [asyncio.create_task(self._deliver_echoes(self._echoes, webhooks)) for _ in range(8)]
            self._background += senders_of_echoes
        began = time.monotonic()
        for number, message in enumerate(messages):
            due = began + number / rate
            if (wait := due - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            self.asked.append(message)
            self.sent_at[message.mid] = due
            lines[int(message.customer) % connections].put_nowait((message, due))
        for line in lines:
            line.put_nowait(None)
        await asyncio.gather(*senders)

    async def _deliver_line(
        self, line: asyncio.Queue[tuple[Asked, float] | None], webhooks: Sequence[str], again: float
    ) -> None:
        connection = _Connection(webhooks)
        while (item := await line.get()) is not None:
            message, due = item
            body = _webhook(message)
            for _ in range(2 if self._random.random() < again else 1):
                while await connection.post(body) != 200:
                    await asyncio.sleep(0.05)
                self.acks.append(time.monotonic() - due)
        connection.close()

    async def _deliver_echoes(self, echoes: asyncio.Queue[Arrival], webhooks: Sequence[str]) -> None:
        """As Meta tells the app what the page has sent."""
        connection = _Connection(webhooks)
        while True:
            arrival = await echoes.get()
            while await connection.post(_echo(arrival)) != 200:
                await asyncio.sleep(0.05)

    # --- what the bot calls --------------------------------------------------------------------

    async def _listen(self) -> str:
        server = self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=512)
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError, asyncio.CancelledError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                method, path, _ = head.split(b" ", 2)
                length = _length(head)
                body = await reader.readexactly(length) if length else b""
                answer = await self._answer(method.decode(), path.decode(), body)
                if answer is None:
                    break
                writer.write(_http(*answer))
                await writer.drain()
        writer.close()
        with suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()

    async def _answer(self, method: str, path: str, body: bytes) -> _Answer | None:
        """None: the connection breaks."""
        arrived, delay = time.monotonic(), self._random.uniform(*self.latency)
        await asyncio.sleep(delay / 2)
        if arrived < self.outage_until:
            return _error(500, 2) if self._random.random() < 0.5 else None
        if method == "GET":
            await asyncio.sleep(delay / 2)
            return self._conversation(path)
        call = json.loads(body)
        customer = str(call["recipient"]["id"])
        if "message" not in call:
            return 200, json.dumps({"recipient_id": customer}).encode()
        luck, trouble = self._random.random(), self.trouble
        if luck < trouble.slow_down:
            return _error(400, 613)
        luck -= trouble.slow_down
        if luck < trouble.fails:
            return _error(500, 2) if luck < trouble.fails / 2 else (500, b"<html>Sorry</html>")
        luck -= trouble.fails
        arrival = self._take(customer, call["message"], arrived)
        await asyncio.sleep(delay / 2)
        if luck < trouble.lost:
            return None
        return 200, json.dumps({"recipient_id": customer, "message_id": arrival.mid}).encode()

    def _take(self, customer: str, message: dict[str, Any], at: float) -> Arrival:
        _, _, outbox, answers = message["metadata"].split(":", 3)
        template = message.get("attachment", {}).get("payload", {})
        text = message.get("text") or template.get("text") or ""
        arrival = Arrival(customer, answers, int(outbox), text, f"m_OURS{next(self._numbers)}", at, time.time())
        self.arrived.append(arrival)
        self._by_customer[customer].append(arrival)
        if self._echoes:
            self._echoes.put_nowait(arrival)
        return arrival

    def _conversation(self, path: str) -> _Answer:
        customer = parse_qs(urlsplit(path).query).get("user_id", [""])[0]
        messages = [
            {
                "id": each.mid,
                "message": each.text,
                "created_time": time.strftime("%Y-%m-%dT%H:%M:%S+0000", time.gmtime(each.wall)),
                "from": {"id": PAGE},
            }
            for each in self._by_customer[customer][:-21:-1]
        ]
        return 200, json.dumps({"data": [{"messages": {"data": messages}}]}).encode()

    # --- what came of it -----------------------------------------------------------------------

    def answered(self) -> set[str]:
        """The mids that were answered."""
        return {each.answers for each in self.arrived}

    def unanswered(self) -> set[str]:
        """The mids that were not."""
        return {each.mid for each in self.asked} - self.answered()

    def verdict(self) -> Verdict:
        """Every message answered, each reply once, each customer's in order."""
        events: dict[str, set[int]] = defaultdict(set)
        seen: set[int] = set()
        repeated = 0
        for each in self.arrived:
            repeated += each.outbox in seen
            seen.add(each.outbox)
            events[each.answers].add(each.outbox // 1000)
        repeated += sum(len(ids) - 1 for ids in events.values())  # one message that became two events
        return Verdict(len(self.unanswered()), repeated, self._disordered())

    def _disordered(self) -> int:
        """Replies that came before one to an earlier message, or before an earlier part of the same."""
        place = {each.mid: number for number, each in enumerate(self.asked)}
        wrong = 0
        for arrivals in self._by_customer.values():
            keys = [(place.get(each.answers, -1), each.outbox) for each in arrivals]
            wrong += sum(later < earlier for earlier, later in pairwise(keys))
        return wrong


def wait_for(condition: Callable[[], bool], *, seconds: float, every: float = 0.05) -> bool:
    """Whether it became true in time."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(every)
    return True


class _Connection:
    """Kept alive. When it breaks, the next webhook address is tried, as a load balancer would."""

    def __init__(self, webhooks: Sequence[str]) -> None:
        self._webhooks = [urlsplit(each) for each in webhooks]
        self._turn = 0
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, body: bytes) -> int:
        """The status; 0 when nobody answers."""
        target = self._webhooks[self._turn % len(self._webhooks)]
        signature = sign(body, app_secret=SECRET)
        head = (
            f"POST {target.path} HTTP/1.1\r\nHost: {target.netloc}\r\nContent-Type: application/json\r\n"
            f"X-Hub-Signature-256: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        try:
            async with asyncio.timeout(20):
                if self._streams is None:
                    self._streams = await asyncio.open_connection(target.hostname, target.port)
                reader, writer = self._streams
                writer.write(head.encode() + body)
                answer = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(_length(answer))
                status = int(answer.split(b" ", 2)[1])
        except (OSError, EOFError, TimeoutError):
            status = 0
        if status != 200:
            self.close()
            self._turn += 1
        return status

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()
            self._streams = None


def _webhook(message: Asked) -> bytes:
    return _delivery(message.customer, PAGE, {"mid": message.mid, "text": message.text})


def _echo(arrival: Arrival) -> bytes:
    metadata = f"{MARKER}{arrival.outbox}:{arrival.answers}"
    message = {"mid": arrival.mid, "text": arrival.text, "is_echo": True, "app_id": int(APP), "metadata": metadata}
    return _delivery(PAGE, arrival.customer, message)


def _delivery(sender: str, recipient: str, message: dict[str, Any]) -> bytes:
    now = int(time.time() * 1000)
    item = {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": now, "message": message}
    return json.dumps({"object": "page", "entry": [{"id": PAGE, "time": now, "messaging": [item]}]}).encode()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _error(status: int, code: int) -> _Answer:
    return status, json.dumps({"error": {"code": code, "message": "asked for", "fbtrace_id": "A"}}).encode()


def _http(status: int, body: bytes) -> bytes:
    kind = "application/json" if body.startswith(b"{") else "text/html"
    return f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
