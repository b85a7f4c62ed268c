"""What visitors can ask for: the start page, a lab, a picture, and a kernel that they know of."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

import jinja2
from jupyter_client.jsonutil import json_default
from jupyter_server.auth.login import LoginFormHandler
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from markupsafe import Markup
from tornado.web import HTTPError, authenticated
from voila.tornado.handler import TornadoVoilaHandler

from golearn.classroom.door import Door
from golearn.classroom.shelf import Shown

THEMES = ("light", "dark")


class Page(JupyterHandler):  # type: ignore[misc]
    """A page in the look of the labs; what goes wrong is a page too."""

    def initialize(self, **facts: Any) -> None:
        """`labs` by name, `looks` for the templates, and the `door`."""
        self.labs: dict[str, Shown] = facts["labs"]
        self.looks: jinja2.Environment = facts["looks"]
        self.door: Door = facts["door"]

    def show(self, template: str, **facts: Any) -> None:
        """Finish with a page."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.looks.get_template(template).render(theme=theme_of(self), **facts))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A page that says what is wrong and leads back."""
        show_error(self, self.looks, status_code, **kwargs)


class StartPage(Page):
    """All labs."""

    @authenticated
    async def get(self) -> None:
        """The list. A token has done its work by now and leaves the address."""
        if self.get_query_argument("token", ""):
            self.redirect("/")
            return
        self.show("start.html", labs=list(self.labs.values()))


class DoorPage(Page):
    """The address and the token, large enough for the last row."""

    @authenticated
    async def get(self) -> None:
        """The page to project before a lesson."""
        self.show("door.html", door=self.door)


class SignInPage(LoginFormHandler):  # type: ignore[misc]
    """Asks for the token."""

    def initialize(self, looks: jinja2.Environment, **_: Any) -> None:
        """As for the other pages."""
        self.looks = looks

    def _render(self, message: dict[str, str] | None = None) -> None:
        facts = {
            "theme": theme_of(self),
            "wrong": bool(message),
            "next": self.get_argument("next", "/"),
            "check": Markup(self.xsrf_form_html()),
        }
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.looks.get_template("sign_in.html").render(**facts))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A page that says what is wrong and leads back."""
        show_error(self, self.looks, status_code, **kwargs)


class PicturePage(Page):
    """The picture of a lab."""

    @authenticated
    async def get(self, name: str) -> None:
        """A PNG."""
        if name not in self.labs:
            raise HTTPError(404)
        self.set_header("Content-Type", "image/png")
        self.set_header("Cache-Control", "private, max-age=3600")
        self.finish(self.labs[name].picture)


class KernelPage(APIHandler):  # type: ignore[misc]
    """The kernel of an open lab: its page looks it up, and asks now and then if it is there yet."""

    @authenticated
    async def get(self, kernel_id: str) -> None:
        """What Jupyter tells of a kernel; 404 if it has gone."""
        if not await self.kernel_manager.has(kernel_id):
            raise HTTPError(404)
        model = self.kernel_manager.kernel_model(kernel_id)
        self.finish(json.dumps(model, default=json_default))


class LabPage(TornadoVoilaHandler):  # type: ignore[misc]
    """A lab, with a kernel of its own."""

    def initialize(self, common: dict[str, Any], **voila: Any) -> None:
        """What the other pages get, and what Voilà needs."""
        self.labs, self.looks = common["labs"], common["looks"]
        super().initialize(**voila)

    @authenticated
    async def get(self, path: str | None = None) -> None:
        """Run the lab's notebook; the theme is the visitor's, and nothing else is theirs to say."""
        if path not in self.labs:
            raise HTTPError(404)
        _ = self.xsrf_token  # a cookie: the page sends it along when it is left
        self.request.arguments = {"theme": [(theme_of(self) or THEMES[0]).encode()]}
        await super().get(path=f"{path}.ipynb")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A page that says what is wrong and leads back."""
        show_error(self, self.looks, status_code, **kwargs)


def theme_of(handler: Any) -> str:
    """The theme in the address, or else in the cookie; empty if there is none."""
    theme = handler.get_query_argument("theme", handler.get_cookie("golearn-theme", ""))
    return theme if theme in THEMES else ""


def show_error(handler: Any, looks: jinja2.Environment, status: int, **kwargs: Any) -> None:
    """Finish with a page for an error. No traceback, no path: visitors are not to read those."""
    error = kwargs.get("exc_info", (None, None))[1]
    told = error.log_message if isinstance(error, HTTPError) and status == 503 else ""
    if status == 503:
        handler.set_header("Retry-After", "30")
    handler.set_header("Content-Type", "text/html; charset=utf-8")
    facts = {"status": status, "phrase": HTTPStatus(status).phrase, "told": told}
    handler.finish(looks.get_template("error.html").render(theme=theme_of(handler), **facts))
