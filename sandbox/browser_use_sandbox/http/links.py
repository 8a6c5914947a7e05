"""The signed paths of pages, pictures and recordings."""

from datetime import datetime

from ..common.signing import Signer
from ..simulation.browser import AgentBrowser, Browser
from ..simulation.project import Project
from ..simulation.session import Session
from ..tasks.commands import Status


class Links:
    """Makes signed paths on this server; those of screenshots expire."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def project(self, project: Project, page: int = 1, kind: str = "sessions") -> str:
        """The page that lists the sessions of a project, or another kind of its resources."""
        path = self._signer.lasting(f"/?project={project.number}")
        chosen = "" if kind == "sessions" else f"&show={kind}"
        return f"{path}{chosen}" if page == 1 else f"{path}{chosen}&page={page}"

    def live(self, session: Session) -> str:
        return self._signer.lasting(f"/live/{session.text_id}")

    def picture(self, session: Session) -> str | None:
        """The picture on the page of the session. Unlike the path of a screenshot, it stays the same during a step."""
        if session.status is Status.CREATED:
            return None
        return self._signer.lasting(f"/live/{session.text_id}/{session.step_count}.png")

    def screenshot(self, session: Session, step: int, expires: datetime) -> str:
        """The screenshot after a step; each call gives a new path."""
        return self._signer.sign(f"/screenshots/{session.text_id}/{step}.png", expires)

    def browser(self, browser: Browser) -> str:
        """The page of a browser; the browser of an agent session has the page of the session."""
        if isinstance(browser, AgentBrowser):
            return self.live(browser.session)
        return self._signer.lasting(f"/browsers/{browser.id}")

    def cdp(self, browser: Browser) -> str:
        """The DevTools endpoint of a browser that is not real, which explains itself."""
        return self._signer.lasting(f"/cdp/{browser.id}")

    def browser_recording(self, browser: Browser) -> str | None:
        """The latest recording of the browser, if there is one."""
        if not browser.recordings:
            return None
        owner = browser.session.text_id if isinstance(browser, AgentBrowser) else str(browser.id)
        return self._signer.lasting(f"/recordings/{owner}/{browser.recordings - 1}.webm")

    def recordings(self, session: Session) -> list[str]:
        """One recording for each finished task, if recording is enabled and no task runs."""
        if not session.enable_recording or session.task:
            return []
        return [self._signer.lasting(f"/recordings/{session.text_id}/{number}.webm") for number in range(session.tasks_over)]
