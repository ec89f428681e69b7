"""Reads a feed of Labwire (docs/feed.md) with plain boto3, and prints a line for each update that is news.

    QUEUE_URL=... python3 examples/feed/consumer.py [--once]
"""

import hashlib
import json
import os
import sys

import boto3

QUEUE_URL = os.environ["QUEUE_URL"]
ONCE = "--once" in sys.argv
# older releases of boto3 do not read AWS_ENDPOINT_URL by themselves
ENDPOINT = os.environ.get("AWS_ENDPOINT_URL")
sqs = boto3.client("sqs", endpoint_url=ENDPOINT)
s3 = boto3.client("s3", endpoint_url=ENDPOINT, config=boto3.session.Config(s3={"addressing_style": "path"}))

# What is known here of each report. An EHR keeps this in its database, beside what it made of the report.
newest = {}


def fetch_content(claim):
    """An update that was too long for the queue is an object."""
    data = s3.get_object(Bucket=claim["bucket"], Key=claim["key"])["Body"].read()
    if hashlib.sha256(data).hexdigest() != claim["sha256"]:
        raise ValueError(f"the object {claim['key']} is not what the update says")
    return json.loads(data)


def file(update, report):
    """Here an EHR would file the report in place of the version before."""
    line = {key: update[key] for key in ("reportKey", "version", "reason")}
    print(json.dumps({**line, "observations": len(report["observations"])}), flush=True)


while True:
    answer = sqs.receive_message(QueueUrl=QUEUE_URL, MaxNumberOfMessages=10, WaitTimeSeconds=1 if ONCE else 20)
    messages = answer.get("Messages", [])
    if not messages and ONCE:
        break
    for message in messages:
        update = json.loads(message["Body"])
        if update["schema"] != "labwire.report.v1":
            raise ValueError(f"an unknown schema: {update['schema']}")
        # the same update may come twice, and a version that is not newer says nothing, unless somebody asked for it again
        known = newest.get(update["reportKey"], 0)
        if update["version"] > known or (update["version"] == known and "redelivery" in update):
            content = update.get("content") or fetch_content(update["claim"])
            file(update, content["report"])
            newest[update["reportKey"]] = update["version"]
        # only now: what was not filed comes again
        sqs.delete_message(QueueUrl=QUEUE_URL, ReceiptHandle=message["ReceiptHandle"])
