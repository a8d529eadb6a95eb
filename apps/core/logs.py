"""Log lines: JSON where machines read them, key and value where people do. No value can forge a line of its own."""

import structlog

SHARED: list = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]


def logging_settings(*, as_json):
    """LOGGING for Django's settings. Our lines and those of libraries come out alike."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    drawn = structlog.processors.JSONRenderer() if as_json else readable
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*SHARED, without_address],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    drawn,
                ],
            }
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["out"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.request": {"level": "ERROR"},
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }


def without_address(logger, name, line):
    """Django puts the address of a failed request in its line; ours has the page's name, and addresses can hold secrets."""
    if line.get("logger") == "django.request":
        line["event"] = "request.failed"
    return line


_by_key = structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"], drop_missing=True)


def readable(logger, name, line):
    """One line of keys and quoted values. A traceback follows, set in, so that it cannot look like a line."""
    traceback = line.pop("exception", "")
    text = _by_key(logger, name, line)
    return "\n".join([text, *(f"    | {part!r}"[:500] for part in traceback.splitlines())])
