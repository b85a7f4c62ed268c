"""Settings for JupyterHub: everyone gets JupyterLab with a copy of the course that is theirs.

    jupyterhub -f jupyterhub_config.py

See docs/classroom.md. What is marked "for your school" has to be chosen before anybody else can
reach the hub.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from golearn.course.commands.lab import FIRST_PAGE, SETTINGS

c = get_config()  # noqa: F821

# For your school: how people sign in. This one takes any name with one password, from the
# environment; use the school's own (OAuth, LDAP, PAM) wherever strangers could come by.
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["GOLEARN_PASSWORD"]
c.Authenticator.allow_all = True

# For your school: where people's servers run. This one starts them as the user of the hub, each in
# a folder of its own, which keeps honest people apart and nobody else. Use SystemdSpawner,
# DockerSpawner or KubeSpawner to keep code apart as well.
c.JupyterHub.spawner_class = "simple"
PEOPLE = Path(os.environ.get("GOLEARN_PEOPLE", "people")).resolve()
c.SimpleLocalProcessSpawner.home_dir_template = str(PEOPLE / "{username}")


def add_course(spawner):
    """The course in the person's folder; what they wrote in it is never overwritten."""
    folder = PEOPLE / spawner.user.name / "golearn-course"
    folder.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "golearn", "start", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


c.Spawner.pre_spawn_hook = add_course
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.notebook_dir = "~/golearn-course"
c.Spawner.default_url = FIRST_PAGE
c.Spawner.http_timeout = 120
c.Spawner.start_timeout = 120

# A server that nobody uses for an hour ends, and so do its kernels; the files stay.
c.Spawner.args = [
    f"--LabApp.app_settings_dir={SETTINGS}",
    "--ServerApp.shutdown_no_activity_timeout=3600",
    "--MappingKernelManager.cull_idle_timeout=1800",
    "--MappingKernelManager.cull_connected=True",
]
if os.geteuid() == 0:
    c.Spawner.args.append("--allow-root")  # in a container; a hub of its own needs no root

c.ConfigurableHTTPProxy.command = [shutil.which("configurable-http-proxy") or "missing"]
c.JupyterHub.bind_url = os.environ.get("GOLEARN_HUB", "http://127.0.0.1:8000")
