import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SerialPort } from 'serialport';
import { AstmLink } from '../../gateway/channels/astm-link.ts';
import { aGateway, startFaultyCloud, type TestGateway } from '../support/gateway.ts';
import { canRun, needing } from '../support/needs.ts';

const withSerialLine = needing({
  isHere: canRun('socat', '-V'),
  orElse: "there is no serial line here (Debian's socat; .ci/run installs it)",
});

const message = (id: string): Uint8Array =>
  Buffer.from(
    [`H|\\^&|${id}||SERIAL1`, 'P|1|SIM1', 'O|1|T1||^^^GLU', 'R|1|^^^GLU|5.4|mmol/L||N||F', 'L|1|N']
      .map((line) => `${line}\r`)
      .join(''),
  );

withSerialLine.describe('an instrument on a serial line', () => {
  let folder: string;
  let cable: ChildProcess;
  let cloud: Awaited<ReturnType<typeof startFaultyCloud>>;
  let gateway: TestGateway;

  const plug = async (): Promise<void> => {
    const ends = ['near', 'far'].map((end) => `pty,raw,echo=0,link=${join(folder, end)}`);
    cable = spawn('socat', ends);
    while (!existsSync(join(folder, 'near')) || !existsSync(join(folder, 'far')))
      await new Promise((resolve) => setTimeout(resolve, 10));
  };
  const unplug = async (): Promise<void> => {
    const gone = new Promise((resolve) => cable.once('close', resolve));
    // socat ends by itself when one end is closed
    if (cable.kill()) await gone;
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'labwire-serial-'));
    await plug();
    cloud = await startFaultyCloud();
    gateway = await aGateway(
      [{ id: 'test', kind: 'astm-serial', path: join(folder, 'near'), policy: 'store-and-forward' }],
      { url: cloud.url },
    );
  });
  afterEach(async () => {
    await gateway.stop();
    await cloud.stop();
    await unplug();
    rmSync(folder, { recursive: true, force: true });
  });

  async function send(id: string): Promise<boolean> {
    const port = new SerialPort({ path: join(folder, 'far'), baudRate: 9600 });
    await new Promise<void>((resolve, reject) => {
      port.once('open', () => resolve());
      port.once('error', reject);
    });
    const link = new AstmLink(port, { role: 'instrument', onMessage: async () => true });
    const isTaken = await link.send(message(id));
    await new Promise((resolve) => port.close(resolve));
    await link.done;
    return isTaken;
  }

  test('sends its results, and goes on when the line was broken', async () => {
    expect(await send('S1')).toBe(true);
    await gateway.event('forwarded');
    expect(cloud.arrived).toEqual(['S1']);
    await unplug();
    await gateway.event('connection-closed');
    for (const end of ['near', 'far']) rmSync(join(folder, end), { force: true });
    await plug();
    while (gateway.events.filter(({ kind }) => kind === 'connection-opened').length < 2)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await send('S2')).toBe(true);
    while (cloud.arrived.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(cloud.arrived).toEqual(['S1', 'S2']);
  });
});
