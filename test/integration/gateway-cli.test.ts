import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sendAll } from '../support/cloud.ts';
import { startFaultyCloud } from '../support/gateway.ts';
import { labwire, labwireProcess } from '../support/labwire.ts';
import { anOru } from '../support/messages.ts';
import { until } from '../support/until.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;
let cloud: Awaited<ReturnType<typeof startFaultyCloud>>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'labwire-cli-'));
  writeFileSync(
    join(folder, 'site.yaml'),
    `
laboratory: { name: Test, system: "https://lab.test", timeZone: UTC }
sources: [{ id: any, kind: lis }]
gateway: { channels: [{ id: lab, kind: mllp, port: 0, policy: store-and-forward }] }
`,
  );
  writeFileSync(join(folder, 'spool.key'), Buffer.alloc(32, 3).toString('base64'));
  mkdirSync(join(folder, 'data'));
  cloud = await startFaultyCloud();
});
afterEach(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true, force: true });
});

const where = () => ['--data', join(folder, 'data'), '--key-file', join(folder, 'spool.key')];

async function startGateway(args: readonly string[] = []) {
  const child = spawn(
    process.execPath,
    [join(root, 'cli/labwire.ts'), 'gateway', '--site', folder, ...where(), '--health-port', '0', ...args],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        LABWIRE_URL: cloud.url,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      },
    },
  );
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ready = await new Promise<{ ports: { lab: number }; healthPort: number }>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      const event = JSON.parse(line);
      if (event.event === 'ready') resolve(event);
    });
    void ended.then(() => reject(new Error('the gateway ended')));
  });
  const stop = (): Promise<number | null> => {
    child.kill('SIGTERM');
    return ended;
  };
  return { port: ready.ports.lab, health: `http://127.0.0.1:${ready.healthPort}`, lines, stop };
}

const status = async (url: string) => (await fetch(url)).status;

test('a second gateway on the same spool does not start, and says why; the command line still reads it', async () => {
  const gateway = await startGateway();
  const second = await labwireProcess([
    'gateway',
    '--site',
    folder,
    ...where(),
    '--health-port',
    '0',
    '--url',
    cloud.url,
    '--region',
    'us-east-1',
  ]);
  expect(second.code).not.toBe(0);
  expect(second.stderr).toContain('another gateway uses the spool');
  expect((await labwire(['spool', 'ls', ...where()])).code).toBe(0);
  expect(await gateway.stop()).toBe(0);
  const next = await startGateway();
  expect(await next.stop()).toBe(0);
});

test('what waits is listed without a word of its patient, shown on demand, and let go again', async () => {
  cloud.fault = () => ({ kind: 'status', status: 503 });
  const gateway = await startGateway();
  await sendAll(gateway.port, [anOru({ header: { 10: 'CLI1' } }), Buffer.from('MSH|^~\\&|X\rZZZ\r')]);
  const { stdout } = await labwire(['spool', 'ls', ...where()]);
  expect(stdout).toMatch(/1 {2}waiting .* lab .* ORU {3}CLI1 .*bytes/);
  expect(stdout).toMatch(/^2 waiting, 0 refused, 0 parked; \d+ of \d+ kB$/m);
  expect(stdout).not.toMatch(/Okafor|700101/);
  const silent = await labwire(['spool', 'show', '1', ...where()]);
  expect([silent.code, silent.stdout]).toEqual([2, '']);
  const why = ['--why', 'the sender asks', '--by', 'ines'];
  const shown = await labwire(['spool', 'show', '1', ...why, ...where()]);
  expect(shown.stdout).toBe(Buffer.from(anOru({ header: { 10: 'CLI1' } })).toString());
  const readings = JSON.parse((await labwire(['spool', 'audit', '--json', ...where()])).stdout);
  expect(readings).toMatchObject([
    { seq: 1, readAt: expect.any(String), actor: 'ines', reason: 'the sender asks' },
  ]);
  cloud.fault = () => ({ kind: 'none' });
  // the gateway asks again by itself; the message that is none is refused
  const list = async () => JSON.parse((await labwire(['spool', 'ls', '--json', ...where()])).stdout);
  await until(async () => (await list()).waiting === 0, { what: 'an empty spool', left: list });
  expect(cloud.arrived).toEqual(['CLI1']);
  const refused = JSON.parse((await labwire(['spool', 'ls', '--json', ...where()])).stdout);
  expect(refused.messages).toMatchObject([{ seq: 2, state: 'refused', reason: 'rejected' }]);
  expect((await labwire(['spool', 'retry', '2', ...where()])).stdout).toMatch(/^2 {2}waits again/);
  expect(await labwire(['spool', 'retry', '2', ...where()])).toMatchObject({ code: 1 });
  expect(await gateway.stop()).toBe(0);
});

test('it says how it is, counts what it does, and logs nothing of a patient', async () => {
  const gateway = await startGateway();
  const measured = anOru({ header: { 10: 'H1' }, results: [{ 5: '31.41592' }] });
  await sendAll(gateway.port, [measured, measured]);
  expect([await status(`${gateway.health}/healthz`), await status(`${gateway.health}/readyz`)]).toEqual([
    200, 200,
  ]);
  // whatever is asked there, it goes on
  expect(await status(`${gateway.health}//`)).toBe(404);
  const metrics = await (await fetch(`${gateway.health}/metrics`)).text();
  expect(metrics).toContain('labwire_gateway_received_total{channel="lab",outcome="accepted"} 1');
  expect(metrics).toContain('labwire_gateway_received_total{channel="lab",outcome="duplicate"} 1');
  expect(metrics).toMatch(/^labwire_gateway_spool_max_bytes 1073741824$/m);
  const page = await (await fetch(`${gateway.health}/`)).text();
  expect(page).toContain('Nothing is wrong');
  expect(page).toMatch(/>lab<[\s\S]*HL7, MLLP[\s\S]*it is on this disk/);
  expect(page).not.toMatch(/Okafor|700101|31\.41592|H1/);
  expect(await gateway.stop()).toBe(0);
  const log = gateway.lines.join('\n');
  expect(JSON.parse(gateway.lines.at(-1) ?? '')).toMatchObject({ event: 'stopped' });
  for (const secret of ['Okafor', 'Amara', '700101', 'GLU', '31.41592'])
    expect(log.replaceAll(/"time":"[^"]*"|"\w+Ms":[\d.]+|"messageId":"\w+"/g, '')).not.toContain(secret);
});

test('it does not start without its key, and says how to make one', async () => {
  const args = ['gateway', '--site', folder, '--url', cloud.url, '--region', 'r', '--data', folder];
  const without = await labwire(args);
  expect(without.code).toBe(2);
  expect(without.stderr).toContain('openssl rand -base64 32');
  const wrong = await labwire([...args, '--key-file', '/nowhere/key']);
  expect(wrong).toMatchObject({ code: 2, stderr: 'labwire: cannot read the key file /nowhere/key\n' });
});

test('a spool that was made with another key is not opened, and nothing is lost of it', async () => {
  const gateway = await startGateway();
  await gateway.stop();
  writeFileSync(join(folder, 'other.key'), Buffer.alloc(32, 4).toString('base64'));
  const { code, stderr } = await labwire([
    'spool',
    'ls',
    '--data',
    join(folder, 'data'),
    '--key-file',
    join(folder, 'other.key'),
  ]);
  expect(code).toBe(2);
  expect(stderr).toContain('is encrypted with another key');
});
