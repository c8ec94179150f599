"""Template tags of the desk."""

from django import template

register = template.Library()
