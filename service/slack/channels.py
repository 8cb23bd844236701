"""Scheduled digests go to Slack from any process: the client is imported by the first one that has such a digest."""

from __future__ import annotations

from service.bootstrap import Service
from service.digesting.sending import Channels


def open_channels(service: Service) -> None:
    """Let the digests of a service go to Slack."""

    def made() -> Channels:
        from service.slack.posting import SlackChannels  # 0.2 s that a process without such digests does not wait

        return SlackChannels.of(service)

    service.channels = made
