import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Hl7Message } from '@medplum/core';
import { Hl7Client, Hl7Server } from '@medplum/hl7';
import Client, { HL7_2_5 } from 'node-hl7-client';
import { Server } from 'node-hl7-server';
import { MllpPeer } from '../../gateway/outbound/peer.ts';
import { peerSchema } from '../../lib/shared/peer.ts';
import { freePort } from '../support/free-port.ts';
import { aGateway, startFaultyCloud, type TestGateway } from '../support/gateway.ts';
import { anOru, textOf } from '../support/messages.ts';
import { canRun, needing } from '../support/needs.ts';

let cloud: Awaited<ReturnType<typeof startFaultyCloud>>;
beforeAll(async () => {
  cloud = await startFaultyCloud();
});
afterAll(() => cloud.stop());

const gateways: TestGateway[] = [];
afterEach(async () => {
  for (const gateway of gateways.splice(0)) await gateway.stop();
});

async function aChannel(policy: string): Promise<number> {
  const gateway = await aGateway([{ id: 'test', kind: 'mllp', policy }], { url: cloud.url });
  gateways.push(gateway);
  return gateway.port();
}

/** A message as the release of the library that @medplum/hl7 brings has it. */
const toHl7 = (text: string) => Hl7Message.parse(text) as unknown as Parameters<Hl7Client['sendAndWait']>[0];

const oru = (id: string): string => textOf(anOru({ header: { 10: id } }));

describe.each(['relay', 'store-and-forward'])(
  'clients that others wrote, to a channel that answers as %s',
  (policy) => {
    const id = (name: string): string => `${name}-${policy}`.slice(0, 20);

    test('@medplum/hl7 sends, and reads its AA', async () => {
      const client = new Hl7Client({ host: '127.0.0.1', port: await aChannel(policy) });
      const answers = [];
      for (let count = 0; count < 20; count++)
        answers.push(await client.sendAndWait(toHl7(oru(`${count}${id('MP')}`))));
      await client.close();
      expect(answers.map((ack) => ack.getSegment('MSA')?.getField(1)?.toString())).toEqual(
        Array(20).fill('AA'),
      );
      expect(answers.at(-1)?.getSegment('MSA')?.getField(2)?.toString()).toBe(`19${id('MP')}`);
    });

    test('node-hl7-client sends, and reads its AA', async () => {
      const client = new Client({ host: '127.0.0.1', version: '2.5' });
      const message = new HL7_2_5()
        .buildMSH({ msh_3: 'CORELIS', msh_9_1: 'ORU', msh_9_2: 'R01', msh_10: id('NHC'), msh_11_1: 'P' })
        .buildPID({ pid_3: '700101^^^RIV^MR', pid_5: 'Okafor^Amara' })
        .buildOBR({ obr_4: 'GLU^Glucose^L' })
        .buildOBX({ obx_1: '1', obx_2: 'NM', obx_3: 'GLU^Glucose^L', obx_5: '93', obx_11: 'F' })
        .toMessage();
      const port = await aChannel(policy);
      const answer = await new Promise<string>((resolve) => {
        const connection = client.createConnection({ port, version: '2.5' }, async (response) => {
          const reply = response.getMessage();
          resolve(`${reply.get('MSA.1').toString()} ${reply.get('MSA.2').toString()}`);
        });
        void connection.sendMessage(message);
      });
      client.closeAll();
      expect(answer).toBe(`AA ${id('NHC')}`);
    });
  },
);

const withMllpSend = needing({
  isHere: canRun('mllp_send', '--version'),
  orElse: "there is no mllp_send here (Debian's python3-hl7; .ci/run installs it)",
});

withMllpSend.test("Debian's mllp_send delivers a file of messages, and prints each AA", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'labwire-'));
  const file = join(folder, 'messages.hl7');
  const ids = Array.from({ length: 5 }, (_, index) => `PY${index}`);
  writeFileSync(file, ids.map((id) => `\x0b${oru(id)}\x1c\r`).join(''));
  const port = await aChannel('store-and-forward');
  const child = spawn('mllp_send', ['-p', String(port), '-f', file, '127.0.0.1']);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  rmSync(folder, { recursive: true });
  expect(code).toBe(0);
  expect([...output.matchAll(/MSA\|AA\|(PY\d)/g)].map(([, id]) => id)).toEqual(ids);
});

describe('servers that others wrote, to which the gateway delivers', () => {
  const deliver = async (port: number, ids: readonly string[]) => {
    const peer = new MllpPeer(peerSchema.parse({ host: '127.0.0.1', port, timeoutSeconds: 5 }));
    const deliveries = [];
    for (const id of ids) {
      deliveries.push(await peer.deliver(anOru({ header: { 10: id } })));
    }
    await peer.close();
    return deliveries;
  };
  const ids = Array.from({ length: 20 }, (_, index) => `OUT${index}`);

  test('@medplum/hl7', async () => {
    const got: string[] = [];
    const server = new Hl7Server((connection) => {
      connection.addEventListener('message', ({ message }) => {
        got.push(message.getSegment('MSH')?.getField(10)?.toString() ?? '');
        connection.send(message.buildAck());
      });
    });
    const port = await freePort();
    await server.start(port);
    const deliveries = await deliver(port, ids);
    await server.stop({ forceDrainTimeoutMs: 100 });
    expect(deliveries.map(({ kind }) => kind)).toEqual(ids.map(() => 'delivered'));
    expect(got).toEqual(ids);
  });

  test('node-hl7-server', async () => {
    const got: string[] = [];
    const port = await freePort();
    const inbound = new Server().createInbound({ port }, async (request, response) => {
      got.push(request.getMessage().get('MSH.10').toString());
      await response.sendResponse('AA');
    });
    await new Promise((resolve) => inbound.once('listen', resolve));
    const deliveries = await deliver(port, ids);
    await inbound.close();
    expect(deliveries.map(({ kind }) => kind)).toEqual(ids.map(() => 'delivered'));
    // on an open connection it reads its last message once more, and answers it first
    expect([...new Set(got)]).toEqual(ids);
  });
});
