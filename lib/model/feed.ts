import * as z from 'zod';
import { describedSchema } from './feed-words/describe.ts';
import { updateSchema } from './update.ts';

/** JSON Schema of an entry of a feed: `docs/feed/update.schema.json`. */
export const feedSchema = () => ({
  $id: 'https://labwire.dev/schemas/labwire.report.v1/update.json',
  title: 'labwire.report.v1',
  ...describedSchema('Update'),
});

/** JSON Schema of the object that a claim check refers to: `docs/feed/content.schema.json`. */
export const contentSchema = () => ({
  $id: 'https://labwire.dev/schemas/labwire.report.v1/content.json',
  title: 'labwire.report.v1 content',
  ...describedSchema('ReportVersion'),
});

/** The feed as an AsyncAPI 3 document: `docs/feed/asyncapi.json`. */
export const asyncApi = () => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Labwire report feed',
    version: '1.0.0',
    description:
      'The versions of the reports of a laboratory that are not held, in the order of each patient.',
    license: { name: 'Apache-2.0' },
  },
  defaultContentType: 'application/json',
  servers: {
    sqs: {
      host: 'sqs.{region}.amazonaws.com',
      protocol: 'sqs',
      variables: { region: { description: 'The region of the stack' } },
    },
  },
  channels: {
    updates: {
      address: '{queue}',
      title: 'The queue of one destination',
      description:
        'SQS FIFO. The message group is the patient of the first version of the report. An entry is kept for 14 days, hidden for 5 minutes after a receipt, and goes to a dead-letter queue after 1000 receipts.',
      servers: [{ $ref: '#/servers/sqs' }],
      parameters: { queue: { description: 'The output QueueUrl of the feed in the stack' } },
      messages: { update: { $ref: '#/components/messages/update' } },
    },
  },
  operations: {
    receiveUpdate: {
      action: 'receive',
      channel: { $ref: '#/channels/updates' },
      messages: [{ $ref: '#/channels/updates/messages/update' }],
    },
  },
  components: {
    messages: {
      update: {
        name: 'labwire.report.v1',
        title: 'One report version for one destination',
        contentType: 'application/json',
        headers: {
          type: 'object',
          description: 'Message attributes; nothing of a patient is in them.',
          properties: {
            type: { type: 'string', const: 'labwire.report.v1' },
            destination: { type: 'string' },
            priority: updateSchemaPart('priority'),
            reason: updateSchemaPart('reason'),
          },
        },
        payload: {
          schemaFormat: 'application/schema+json;version=2020-12',
          schema: { $ref: 'update.schema.json' },
        },
      },
    },
  },
});

function updateSchemaPart(name: 'priority' | 'reason') {
  const { $schema: _, ...part } = z.toJSONSchema(updateSchema.shape[name], { io: 'input' });
  return part;
}
