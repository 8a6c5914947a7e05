"""The signed paths that lead to what a session or a project shows."""

from datetime import datetime

from ..common.signing import Signer
from ..simulation.browser import AgentBrowser, Browser
from ..simulation.project import Project
from ..simulation.session import Session
from ..tasks.status import Status


class Links:
    """Makes paths on this server. All are signed; those of screenshots expire."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def project(self, project: Project, page: int = 1, kind: str = "sessions") -> str:
        """The list of a project's sessions, or of another kind of resources."""
        path = self._signer.lasting(f"/?project={project.number}")
        chosen = "" if kind == "sessions" else f"&show={kind}"
        return f"{path}{chosen}" if page == 1 else f"{path}{chosen}&page={page}"

    def live(self, session: Session) -> str:
        return self._signer.lasting(f"/live/{session.text_id}")

    def picture(self, session: Session) -> str | None:
        """What the session's page shows of the browser; unlike a screenshot's, this path stays the same during a step."""
        if session.status is Status.CREATED:
            return None
        return self._signer.lasting(f"/live/{session.text_id}/{session.step_count}.png")

    def screenshot(self, session: Session, step: int, expires: datetime) -> str:
        """The picture after a step; a new path each time."""
        return self._signer.sign(f"/screenshots/{session.text_id}/{step}.png", expires)

    def browser(self, browser: Browser) -> str:
        """The page that shows a browser: for one of an agent session, the session's."""
        if isinstance(browser, AgentBrowser):
            return self.live(browser.session)
        return self._signer.lasting(f"/browsers/{browser.id}")

    def cdp(self, browser: Browser) -> str:
        """What stands for the DevTools endpoint of a browser that is not real."""
        return self._signer.lasting(f"/cdp/{browser.id}")

    def browser_recording(self, browser: Browser) -> str | None:
        """The latest recording, where there is one."""
        if not browser.recordings:
            return None
        owner = browser.session.text_id if isinstance(browser, AgentBrowser) else str(browser.id)
        return self._signer.lasting(f"/recordings/{owner}/{browser.recordings - 1}.webm")

    def recordings(self, session: Session) -> list[str]:
        """One for each task that is over, where recording was asked for and no task runs."""
        if not session.enable_recording or session.task:
            return []
        return [self._signer.lasting(f"/recordings/{session.text_id}/{number}.webm") for number in range(session.tasks_over)]
