import { expect, test } from '@jest/globals';
import { printLife } from '../../../cli/actions/show.ts';
import { lifeOfMessage, type MessageLife, readMessage } from '../../../lib/app/operate/message-life.ts';
import { captured } from '../../support/captured.ts';
import { hostile, printedLines } from '../../support/cli.ts';
import { anOru } from '../../support/messages.ts';
import { anOperatedSystem, ines } from '../../support/operator.ts';

async function aLife(bytes = anOru(), reader?: typeof ines): Promise<MessageLife> {
  const { system, take, cloud } = anOperatedSystem();
  const id = await take(bytes);
  for (const { report } of cloud.reports.all())
    await system.deliveries.put({
      ...{ destination: 'ehr', reportKey: report.key, version: 1, state: 'parked' },
      changedAt: '2026-03-02T15:00:00.000Z',
      failure: { code: 'Http422' },
    });
  const life = await (reader === undefined ? lifeOfMessage(id, system) : readMessage(id, reader, system));
  if (life === undefined) throw new Error('no life');
  return life;
}

test('the life of a message is a page: how it came, its versions, its deliveries', async () => {
  const life = await aLife();
  const lines = printedLines((await captured(() => printLife(life))).stdout);
  expect(lines[0]).toBe(life.record.id);
  const page = lines.join('\n');
  expect(page).toMatch(/^ {2}received +2026-03-02T14:\S+Z {2}\d+ bytes from core-lis$/m);
  expect(page).toMatch(/^ {2}type +ORU\^R01 {2}control id CTRL-1$/m);
  expect(page).toMatch(/^ {2}state +processed$/m);
  expect(page).toMatch(/^ {4}v1 {2}\S+Z {2}F {2}2 changed {2}for ehr$/m);
  expect(page).toMatch(/^ {4}ehr: v1 parked 2026-03-02T15:00:00.000Z Http422$/m);
  expect(page).not.toMatch(/Okafor|content/);
});

test('a version says which destinations their filter keeps out', async () => {
  const life = await aLife();
  const [report] = life.reports;
  const [version] = report?.versions ?? [];
  if (report === undefined || version === undefined) throw new Error('no version');
  expect(version.filteredFrom).toEqual([]);
  const reports = [{ ...report, versions: [{ ...version, filteredFrom: ['archive', 'portal'] }] }];
  const page = printedLines((await captured(() => printLife({ ...life, reports }))).stdout).join('\n');
  expect(page).toMatch(/^ {4}v1 {2}\S+Z {2}F {2}2 changed {2}for ehr {2}filter: not for archive, portal$/m);
});

test('its content is printed by segment, and nothing in it acts on the terminal', async () => {
  const life = await aLife(anOru({ results: [{ 5: '93\u001b[2J' }] }), ines);
  const lines = printedLines((await captured(() => printLife(life))).stdout);
  expect(lines.slice(lines.indexOf('content') + 1).map((line) => line.slice(0, 3))).toEqual([
    'MSH',
    'PID',
    'OBR',
    'OBX',
  ]);
  expect(lines.at(-1)).toContain('|93␛[2J|');
});

test('what a sender or an operator wrote stays in its line', async () => {
  const life = await aLife();
  const record = {
    ...life.record,
    controlId: hostile,
    issues: [{ severity: 'error' as const, code: '102', at: 'MSH-10', message: hostile }],
    replays: [{ replayedAt: 'then', by: hostile, why: hostile, released: [], state: 'processed' as const }],
  };
  const plain = printedLines((await captured(() => printLife(life))).stdout);
  const lines = printedLines((await captured(() => printLife({ ...life, record }))).stdout);
  expect(lines).toHaveLength(plain.length + 2);
});
