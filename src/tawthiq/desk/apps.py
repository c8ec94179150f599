"""The desk as a Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """All of the desk is one app: its order is kept by folders, not by apps."""

    name = "tawthiq.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
