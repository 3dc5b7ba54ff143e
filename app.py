"""The composition root: the Chalice app, its pages, its workers. No logic."""

import gc
import os
import sys
from typing import Any

from chalicelib import patterns

patterns.install()  # before the libraries, which compile most of them

from chalice.app import Chalice, Cron, Rate  # noqa: E402

from chalicelib import logs  # noqa: E402
from chalicelib.http import routing  # noqa: E402
from chalicelib.settings import settings  # noqa: E402

if "AWS_CHALICE_CLI_MODE" in os.environ:  # a `chalice` command reads the application too
    from infra import chalice_command

    chalice_command.begin(sys.argv[1:], os.environ)

# A start makes many objects and frees hardly any: Python would look through them sixty times on the way.
gc.set_threshold(200_000)
logs.configure(settings().log_level)
app = Chalice(app_name="delegation", configure_logs=False)
app.register_blueprint(routing.blueprint)


@app.on_dynamodb_record(stream_arn=settings().stream_arn, batch_size=25, name="mailer")
def mailer(event: Any) -> None:
    """Send the mails whose rows were just written."""
    from chalicelib.workers import stream  # noqa: PLC0415 - the pages do without it

    stream.handle(event.to_dict(), lambda: event.context.get_remaining_time_in_millis() / 1000)


@app.on_sns_message(topic=settings().feedback_topic, name="feedback")
def feedback(event: Any) -> None:
    """Note what SES says of the mails it took; every record, not the first alone."""
    from chalicelib.workers import feedback as worker  # noqa: PLC0415 - the pages do without it

    worker.handle(event.to_dict())


@app.schedule(Rate(1, unit=Rate.MINUTES), name="time")
def time(event: Any) -> None:
    """Carry out what is due."""
    from chalicelib.workers import schedule  # noqa: PLC0415 - the pages do without it

    schedule.handle()


@app.on_sqs_message(queue=settings().due_queue, batch_size=10, maximum_concurrency=settings().due_workers, name="due")
def due(event: Any) -> None:
    """Carry out what is due and came through the queue, because it is much."""
    from chalicelib.workers import due as worker  # noqa: PLC0415 - the pages do without it

    worker.handle(event.to_dict(), lambda: event.context.get_remaining_time_in_millis() / 1000)


@app.schedule(Cron(30, 1, "*", "*", "?", "*"), name="directory")
def directory(event: Any) -> None:
    """Load the national directory, at 2:30 or 3:30 in Paris, and follow what it says."""
    from chalicelib.workers import directory as worker  # noqa: PLC0415 - the pages do without it

    worker.handle(lambda: event.context.get_remaining_time_in_millis() / 1000)


@app.schedule(Rate(15, unit=Rate.MINUTES), name="synthetic")
def synthetic(event: Any) -> None:
    """Play the synthetic delegation from its creation to its end, to know that those of people can live."""
    from chalicelib.workers import synthetic as worker  # noqa: PLC0415 - the pages do without it

    worker.handle(lambda: event.context.get_remaining_time_in_millis() / 1000)
