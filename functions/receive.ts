import { SQSClient } from '@aws-sdk/client-sqs';
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import type { ZodError } from 'zod';
import { DynamoDeliveryStore } from '../lib/adapters/dynamodb/delivery-store.ts';
import { DynamoMessageStore } from '../lib/adapters/dynamodb/message-store.ts';
import { DynamoOrderStore } from '../lib/adapters/dynamodb/order-store.ts';
import { DynamoUnreadControls } from '../lib/adapters/dynamodb/unread-controls.ts';
import { bundledSqs } from '../lib/adapters/sqs/bundled-sqs.ts';
import { SqsInboundQueue } from '../lib/adapters/sqs/sqs-queues.ts';
import { createTelemetry, failureFields } from '../lib/adapters/telemetry/telemetry.ts';
import { type Acceptance, acceptMessage } from '../lib/app/accept/accept-message.ts';
import { settleDelivery } from '../lib/app/deliver/settle-delivery.ts';
import { receiptSchema } from '../lib/model/delivery.ts';
import { type Sender, senderSchema } from '../lib/model/sender.ts';
import { systemClock } from '../lib/shared/clock.ts';
import { labwireHeaders } from '../lib/shared/header-names.ts';
import { parseJson } from '../lib/shared/parse-json.ts';
import { readSite, required } from './environment.ts';
import { openStore } from './store.ts';

/** The body is always an acknowledgment. The status repeats its outcome for clients that read no HL7. */
const statuses = { accepted: 200, duplicate: 200, answered: 200, rejected: 400, 'not-stored': 503 } as const;

const mediaTypes = ['application/hl7-v2', 'x-application/hl7-v2+er7'] as const;

const telemetry = createTelemetry({
  service: 'receive',
  namespace: required('METRICS_NAMESPACE'),
  clock: systemClock,
});
const { site, quality } = readSite();
const store = openStore(site);
const dependencies = {
  site,
  clock: systemClock,
  inbound: new SqsInboundQueue(bundledSqs(new SQSClient()), required('INBOUND_QUEUE_URL')),
  messages: new DynamoMessageStore(store),
  orders: new DynamoOrderStore(store),
  controls: quality && { quality, unread: new DynamoUnreadControls(store) },
};

const deliveries = new DynamoDeliveryStore(store);
const reachedByGateway: readonly string[] = JSON.parse(required('REACHED_BY_GATEWAY'));

const app = new Hono();

/**
 * HL7 over HTTP: the body is one HL7 v2 message (ER7) or one ASTM message, and the answer is its
 * acknowledgment in the same media type. The answer to a query is followed by its work. `labwire-message-id`
 * and `labwire-outcome` give the result to relays; in `labwire-sender` a gateway states the sender and the
 * evidence for it.
 */
app.post('/v1/messages', async (context) => {
  const bytes = new Uint8Array(await context.req.arrayBuffer());
  const acceptance = await acceptMessage(bytes, dependencies, {
    sender: senderOf(context.req.header(labwireHeaders.sender)),
    ...(context.req.header(labwireHeaders.acknowledgment) === 'application' ? { mode: 'application' } : {}),
  });
  record(acceptance, bytes.length);
  telemetry.flush();
  return context.body(new Uint8Array(acceptance.ack), statuses[acceptance.outcome], {
    'content-type':
      acceptance.format === 'astm' ? 'text/x-astm' : answerType(context.req.header('content-type')),
    [labwireHeaders.messageId]: acceptance.messageId,
    [labwireHeaders.outcome]: acceptance.outcome,
  });
});

/**
 * A receipt of a gateway, as JSON: the outcome of a result that it had to deliver to an EHR. It is answered with
 * 204, or with 400 if no gateway can have this outcome to report.
 */
app.post('/v1/deliveries', async (context) => {
  const receipt = receiptSchema.safeParse(parseJson(await context.req.text()));
  if (!receipt.success) return context.json({ message: placesOf(receipt.error) }, 400);
  const { destination, reportKey, version } = receipt.data;
  const settled = await settleDelivery(receipt.data, { deliveries, reachedByGateway, clock: systemClock });
  if (settled.outcome === 'refused') {
    telemetry.warn('receipt-refused', { version });
    telemetry.flush();
    return context.json({ message: settled.reason }, 400);
  }
  telemetry.info('update-settled', { destination, reportKey, version, outcome: settled.outcome });
  telemetry.flush();
  return context.body(null, 204);
});

app.onError((failure, context) => {
  telemetry.warn('request-failed', failureFields(failure));
  telemetry.flush();
  return context.json({ message: 'Internal Server Error' }, 500);
});

export const handler = handle(app);

function record({ outcome, messageId, source, issues, cause }: Acceptance, bytes: number): void {
  const fields = { messageId, source, outcome, bytes, issueCodes: issues.map(({ code }) => code) };
  if (cause === undefined) telemetry.info('message-received', fields);
  else telemetry.warn('message-not-stored', { ...fields, ...failureFields(cause) });
}

/** The properties of a receipt that are wrong, without their values. */
const placesOf = ({ issues }: ZodError): string =>
  `not a receipt: ${issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')} (docs/gateway.md)`;

/** The sender as stated by a gateway, whose own request is signed. Undefined if the header is missing. */
function senderOf(header: string | undefined): Sender | undefined {
  if (header === undefined) return undefined;
  try {
    return senderSchema.safeParse(JSON.parse(decodeURIComponent(header))).data;
  } catch {
    return undefined;
  }
}

/** The sender's own media type if it is one of HL7's. */
function answerType(requested: string | undefined): string {
  const bare = requested?.split(';')[0]?.trim().toLowerCase();
  return mediaTypes.find((type) => type === bare) ?? mediaTypes[0];
}
