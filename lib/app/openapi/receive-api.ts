import * as z from 'zod';
import { receiptSchema } from '../../model/delivery.ts';
import { senderSchema } from '../../model/sender.ts';
import { labwireHeaders } from '../../shared/header-names.ts';
import { answer, documentOf, header, type Json, type Paths, ref } from './document.ts';

/** An acknowledgment in the media type of its message. */
function acknowledged(description: string): Json {
  const hl7 = { schema: { type: 'string', description: 'MSH, MSA, and ERR for each error' } };
  return {
    description,
    headers: {
      [labwireHeaders.messageId]: header('The id of the message in Labwire'),
      [labwireHeaders.outcome]: {
        description: 'What became of the message',
        schema: { enum: ['accepted', 'duplicate', 'answered', 'rejected', 'not-stored'] },
      },
    },
    content: {
      'application/hl7-v2': hl7,
      'x-application/hl7-v2+er7': hl7,
      'text/x-astm': { schema: { type: 'string', description: 'The answer to a message of ASTM' } },
    },
  };
}

const failed = answer('It failed as a whole: send it again', 'application/json', ref('Message'));
const unsigned = answer('No signature, or one without permission', 'application/json', ref('Message'));

const paths: Paths = {
  '/v1/messages': {
    post: {
      summary: 'Takes one message of HL7 v2 (ER7) or ASTM; it is stored before it is acknowledged',
      parameters: [
        {
          ...{ name: labwireHeaders.acknowledgment, in: 'header', schema: { enum: ['application'] } },
          description: "The sender wants the application's acknowledgment",
        },
        {
          ...{ name: labwireHeaders.sender, in: 'header', schema: { type: 'string' } },
          description: "A gateway's evidence for the sender: Sender as JSON, percent-encoded",
        },
      ],
      requestBody: {
        required: true,
        content: {
          'application/hl7-v2': { schema: { type: 'string' } },
          'x-application/hl7-v2+er7': { schema: { type: 'string' } },
          'text/x-astm': { schema: { type: 'string' } },
        },
      },
      responses: {
        '200': acknowledged('Accepted (AA, CA), or answered if it is a query'),
        '400': acknowledged('Refused (AE, AR): do not send it again unchanged'),
        '403': unsigned,
        '500': failed,
        '503': acknowledged('Not stored: send it again'),
      },
    },
  },
  '/v1/deliveries': {
    post: {
      summary: 'Takes the receipt of a gateway for a result that it sent to an EHR',
      requestBody: { required: true, content: { 'application/json': { schema: ref('Receipt') } } },
      responses: {
        '204': { description: 'Noted' },
        '400': answer(
          'No receipt, or one for a result that no gateway has',
          'application/json',
          ref('Message'),
        ),
        '403': unsigned,
        '500': failed,
      },
    },
  },
};

/** The API that takes messages, as OpenAPI. */
export const receiveApi = (): Json =>
  documentOf({
    title: 'Labwire: messages in',
    description:
      'HL7 v2 and ASTM over HTTP. Requests are signed (SigV4, service execute-api): docs/gateway.md.',
    server: 'https://{api}/live',
    paths,
    schemas: {
      Message: { type: 'object', required: ['message'], properties: { message: { type: 'string' } } },
      Receipt: z.toJSONSchema(receiptSchema, { io: 'input' }),
      Sender: z.toJSONSchema(senderSchema, { io: 'input' }),
    },
    security: {
      signature: {
        type: 'apiKey',
        in: 'header',
        name: 'Authorization',
        'x-amazon-apigateway-authtype': 'awsSigv4',
      },
    },
  });
