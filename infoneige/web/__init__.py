"""What is reached over HTTP: the callbacks of providers, the subscriptions of browsers, the health of the service."""

from infoneige.web.app import create_app
from infoneige.web.parts import PushParts, TwilioParts, WebParts

__all__ = ["PushParts", "TwilioParts", "WebParts", "create_app"]
