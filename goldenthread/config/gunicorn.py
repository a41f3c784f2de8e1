"""The web server's own settings: `goldenthread serve` names this file."""

import os

from goldenthread.config import logs

logconfig_dict = logs.settings(os.environ.get("GOLDENTHREAD_LOG", "WARNING"))
accesslog = None
worker_class = "goldenthread.config.patience.Worker"
# A socket that takes orders, in the home folder of whoever runs this: nobody here gives any.
control_socket_disable = True
