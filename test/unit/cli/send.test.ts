import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aFolder, hostile, printedLines, runCli } from '../../support/cli.ts';
import { anOru, textOf } from '../../support/messages.ts';

const file = aFolder({
  'two.hl7': textOf(anOru({ header: { 10: '1' } })) + textOf(anOru({ header: { 10: '2' } })),
  'hostile.hl7': anOru({ header: { 10: 'A\u001b[2J' } }),
  'none.hl7': '',
});

let server: Server;
let to: string;
/** MSA of the answer to a control id. */
let msa = (controlId: string): string => `AA|${controlId}`;

beforeAll(async () => {
  server = createServer((socket) =>
    socket.on('data', (chunk) => {
      const controlId = chunk.toString('latin1').split('|')[9] ?? '';
      socket.write(
        `\u000bMSH|^~\\&|X|Y|||20260302||ACK|9|P|2.5.1\rMSA|${msa(controlId)}\r\u001c\r`,
        'latin1',
      );
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  to = `127.0.0.1:${address.port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const send = (name: string, ...more: string[]) => runCli(['send', file(name), '--to', to, ...more]);

describe('labwire send', () => {
  test('says what a listener may be that does not answer', async () => {
    const silent = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const { stdout, code } = await runCli([
      ...['send', file('hostile.hl7'), '--to', `127.0.0.1:${port}`, '--timeout', '0.2'],
    ]);
    await new Promise((resolve) => silent.close(resolve));
    expect(code).toBe(1);
    expect(stdout).toContain('no answer in time: is this a listener for MLLP?');
  });

  test('prints one line for each acknowledgment, and the totals', async () => {
    msa = (controlId) => `AA|${controlId}`;
    const { stdout, code } = await send('two.hl7');
    expect(code).toBe(0);
    expect(printedLines(stdout)).toEqual([
      `AA  ${file('two.hl7')}  1`,
      `AA  ${file('two.hl7')}#2  2`,
      '2 messages: 2 AA',
    ]);
  });

  test('lets neither the file nor the answer act on the terminal', async () => {
    msa = (controlId) => `AE|${controlId}|${hostile.replace('\n', '')}`;
    const { stdout, code } = await send('hostile.hl7');
    expect(code).toBe(1);
    const [head, text, ...others] = printedLines(stdout);
    expect(head).toMatch(/^AE {2}.*hostile\.hl7 {2}A␛\[2J$/);
    expect(text).toContain('A␛[2J');
    expect(others).toEqual([]);
  });

  test('says where the answer is to another message', async () => {
    msa = () => 'AA|other';
    const { stdout, code } = await send('hostile.hl7');
    expect(code).toBe(1);
    expect(stdout).toContain('MSA-2 is not the MSH-10 that was sent');
  });

  test('has nothing to send, or nobody to send to', async () => {
    expect(await send('none.hl7')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('labwire: these files contain no message\n'),
    });
    expect(await runCli(['send', file('two.hl7'), '--to', '127.0.0.1:1'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'nothing listens at 127.0.0.1:1: start labwire, or give another listener',
      ),
    });
  });
});
