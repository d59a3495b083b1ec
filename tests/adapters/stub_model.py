"""An OpenAI-compatible server on this machine that says an oracle's messages, one an answer."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def stub_model(messages):
    """Serve on a free port; yields the base URL and the list of requests that came."""
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(request)
            turn = sum(message["role"] == "assistant" for message in request["messages"])
            said = messages[turn] if turn < len(messages) else {"role": "assistant", "content": "Done."}
            reason = "tool_calls" if said.get("tool_calls") else "stop"
            answer = {"id": f"stub-{turn}", "created": 0, "model": request["model"]}
            usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
            if request.get("stream"):
                calls = [{"index": n, **call} for n, call in enumerate(said.get("tool_calls", ()))]
                delta = {"role": "assistant", "content": said["content"], **({"tool_calls": calls} if calls else {})}
                chunks = [
                    {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]},
                    {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]},
                    {"choices": [], "usage": usage},
                ]
                texts = [json.dumps({**answer, "object": "chat.completion.chunk", **chunk}) for chunk in chunks]
                self._send("".join(f"data: {text}\n\n" for text in (*texts, "[DONE]")).encode(), "text/event-stream")
                return
            choices = [{"index": 0, "message": said, "finish_reason": reason}]
            answer |= {"object": "chat.completion", "choices": choices, "usage": usage}
            self._send(json.dumps(answer).encode(), "application/json")

        def do_GET(self):
            self._send(b'{"object": "list", "data": [{"id": "stub", "object": "model"}]}', "application/json")

        def _send(self, body, kind):
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
