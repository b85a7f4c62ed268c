"""Visitors cannot run code, read files or start what they should not, whatever they send."""

from __future__ import annotations

import json

import pytest
import websocket

from tests.classroom.running import V1, Talk, Visitor, classroom, kernel_in

TOKEN = "let-me-in"


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    with classroom(tmp_path_factory.mktemp("room"), "--warm=1", "--most=3", "--token", TOKEN) as r:
        yield r


@pytest.fixture(scope="module")
def visitor(room):
    return Visitor(room.port, TOKEN)


@pytest.fixture(scope="module")
def kernel(visitor):
    return visitor.open_lab()


CODE = "import os; open({!r}, 'w').write('it ran')"


def requests(code: str) -> list[tuple[str, dict]]:
    """Messages that would make a kernel run code or say more than widgets do."""
    return [
        ("execute_request", {"code": code, "silent": False, "user_expressions": {"x": code}}),
        ("inspect_request", {"code": "os", "cursor_pos": 1, "detail_level": 1}),
        ("complete_request", {"code": "os.", "cursor_pos": 3}),
        ("history_request", {"output": True, "raw": True, "hist_access_type": "tail", "n": 9}),
        ("debug_request", {"command": "evaluate", "arguments": {"expression": code}}),
        ("create_subshell_request", {}),
        ("input_reply", {"value": code}),
        ("apply_request", {"code": code}),
    ]


@pytest.mark.parametrize("protocol", ["", V1])
@pytest.mark.parametrize("channel", ["shell", "control", "stdin", "iopub"])
def test_a_kernel_hears_nothing_that_runs_code(visitor, kernel, tmp_path, protocol, channel):
    talk = Talk(visitor, kernel, protocol)
    target = tmp_path / "ran"
    sent = {
        talk.send(kind, content, channel) for kind, content in requests(CODE.format(str(target)))
    }
    heard = talk.after(channel if channel in ("shell", "control") else "shell")
    assert not [m for m in heard if m["parent_header"].get("msg_id") in sent]
    assert not target.exists()
    talk.socket.close()


def test_a_page_cannot_make_widgets_of_its_own(visitor, kernel):
    talk = Talk(visitor, kernel)
    state = {"_model_module": "@jupyter-widgets/controls", "_model_module_version": "2.0.0"}
    state |= {"_model_name": "TextModel", "_view_module": "@jupyter-widgets/controls"}
    state |= {"_view_module_version": "2.0.0", "_view_name": "TextView"}
    opening = {"comm_id": "mine", "target_name": "jupyter.widget", "data": {"state": state}}
    talk.send("comm_open", opening, version="2.1.0")
    kinds = [m["header"]["msg_type"] for m in talk.after()]
    assert "comm_close" in kinds and "comm_msg" not in kinds
    talk.socket.close()


NOT_THERE = [
    "/api", "/api/status", "/api/kernels", "/api/sessions", "/api/contents", "/api/terminals",
    "/api/kernelspecs", "/api/config/x", "/api/me", "/metrics", "/terminals/1", "/tree", "/lab",
    "/files/BumpLab.ipynb", "/view/BumpLab.ipynb", "/nbconvert/html/BumpLab.ipynb",
    "/voila/files/BumpLab.ipynb", "/voila/render/BumpLab.ipynb", "/voila/tree/",
    "/voila/api/contents/", "/voila/query/0-0-0-0-0", "/voila/execution/0-0-0-0-0",
    "/lab/BumpLab.ipynb", "/lab/../labs/BumpLab", "/lab/golearn.lab", "/picture/..%2fx.png",
    "/look/../server.py", "/look/%2e%2e/server.py", "/look//etc/passwd",
    "/voila/static/../../../../etc/passwd", "/voila/templates/lab/static/../../conf.json",
    "/voila/labextensions/../../../etc/passwd", "/voila/api/themes/../../../../etc/passwd",
]  # fmt: skip


@pytest.mark.parametrize("path", NOT_THERE)
def test_nothing_else_is_served(visitor, path):
    assert visitor.ask(path)[0] in (403, 404, 500)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/contents"),
        ("PUT", "/api/contents/x.ipynb"),
        ("POST", "/api/terminals"),
        ("POST", "/api/kernels"),
        ("POST", "/api/sessions"),
        ("POST", "/api/kernels/{}/restart"),
        ("DELETE", "/api/kernels/{}"),
        ("POST", "/lab/BumpLab"),
        ("POST", "/"),
    ],
)
def test_nothing_can_be_written_or_started(room, visitor, kernel, method, path):
    before = len(room.kernels())
    status, _, _ = visitor.ask(path.format(kernel), method, json.dumps({"name": "python3"}))
    assert status in (403, 404, 405)
    assert len(room.kernels()) == before
    assert visitor.ask(f"/api/kernels/{kernel}")[0] == 200


def test_a_page_holds_no_code_and_no_path(room, visitor):
    page = visitor.lab_page("FitLab")
    visitor.close_lab(kernel_in(page))
    assert "FitLab(" in page, "the widget is there"
    assert "from golearn" not in page and "import" not in page.replace("@import", "")
    assert str(room.folder) not in page and "site-packages" not in page


def test_the_theme_is_light_or_dark_and_the_template_is_ours(visitor):
    wish = "theme=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&template=classic"
    page = visitor.lab_page(f"BumpLab?{wish}")
    visitor.close_lab(kernel_in(page))
    assert 'data-jp-theme-light="true"' in page and "alert(1)" not in page
    assert "room-bar" in page and "jsdelivr" not in page


def test_without_the_token_there_is_only_the_way_in(room, kernel):
    stranger = Visitor(room.port)
    for path in ("/", "/door", "/lab/BumpLab", "/picture/BumpLab.png", f"/api/kernels/{kernel}"):
        status, headers, _ = stranger.ask(path)
        assert status == 403 or (status == 302 and headers["Location"].startswith("/login?"))
    assert stranger.ask(f"/voila/api/shutdown/{kernel}", "POST")[0] == 403
    with pytest.raises(websocket.WebSocketBadStatusException):
        Talk(stranger, kernel)
    assert stranger.ask("/?token=wrong")[1]["Location"].startswith("/login?")


def test_the_token_can_be_typed(room):
    stranger = Visitor(room.port)
    stranger.ask("/login")
    status, _, page = stranger.ask("/login", "POST", "password=wrong")
    assert status == 401 and "not the token" in page and TOKEN not in page
    status, headers, _ = stranger.ask("/login?next=//evil.example", "POST", f"password={TOKEN}")
    assert (status, headers["Location"]) == (302, "/")
    assert stranger.ask("/door")[0] == 200


def test_another_site_cannot_use_the_visitors_cookies(visitor, kernel):
    with pytest.raises(websocket.WebSocketBadStatusException):
        websocket.create_connection(
            f"ws://127.0.0.1:{visitor.port}/api/kernels/{kernel}/channels",
            cookie=visitor.cookie,
            origin="http://evil.example",
        )
