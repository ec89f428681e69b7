"""Reads the queue of a destination and files each update in a chart. `--once`: stops when the queue is empty.

boto3 takes the region, the credentials and AWS_ENDPOINT_URL from the environment.
"""

import argparse
import hashlib
import json
import os
import signal
import sys

import boto3

from chart import Chart

COMES_AGAIN_AFTER = 30  # seconds


class NotFiled(Exception):
    """Why an entry is not filed, in words without patient data."""


def content_of(update, s3):
    if "content" in update:
        return update["content"]
    if "claim" not in update:
        raise NotFiled("neither content nor claim")
    claim = update["claim"]
    body = s3.get_object(Bucket=claim["bucket"], Key=claim["key"])["Body"].read()
    if hashlib.sha256(body).hexdigest() != claim["sha256"]:
        raise NotFiled("the content is not the one of the claim")
    return json.loads(body)


def file(body, chart, s3):
    update = json.loads(body)
    if update.get("schema") != "labwire.report.v1":
        raise NotFiled("another format")
    return chart.file(update, content_of(update, s3))


def file_all(messages, queue, chart, sqs, s3):
    """Files the entries in order. After a failure, the later entries of the same group stay in the queue, too."""
    failed = set()
    for message in messages:
        group = message["Attributes"]["MessageGroupId"]
        try:
            if group in failed:
                raise NotFiled("an earlier entry of its group stays")
            outcome = file(message["Body"], chart, s3)
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])  # only now: the chart is written
            print(message["MessageId"], outcome, flush=True)
        except Exception as error:
            failed.add(group)
            # No text of the update here: logs hold no patient data.
            why = error if isinstance(error, NotFiled) else type(error).__name__
            print(f"{message['MessageId']} stays in the queue: {why}", file=sys.stderr, flush=True)
            sqs.change_message_visibility(
                QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=COMES_AGAIN_AFTER
            )


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--queue", default=os.environ.get("QUEUE_URL"))
    options.add_argument("--chart", default="chart.db")
    options.add_argument("--once", action="store_true")
    options = options.parse_args()
    sqs, s3, chart = boto3.client("sqs"), boto3.client("s3"), Chart(options.chart)
    stopping = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.append(True))
    while not stopping:
        messages = sqs.receive_message(
            QueueUrl=options.queue,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=1 if options.once else 20,  # long polling
            MessageSystemAttributeNames=["MessageGroupId"],
        ).get("Messages", [])
        if options.once and not messages:
            break
        file_all(messages, options.queue, chart, sqs, s3)
    chart.close()


if __name__ == "__main__":
    main()
