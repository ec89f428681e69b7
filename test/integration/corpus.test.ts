import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { splitMessages } from '@labwire/hl7/message/batch';
import type { Bundle, DiagnosticReport } from '@medplum/fhirtypes';
import { heldCount, setAsideCount } from '../../lib/model/message.ts';
import { type Answered, drainedAt, readTable, sendAll, type TableContents } from '../support/cloud.ts';
import { corpusFiles, withCorpus } from '../support/corpus.ts';
import { type Running, startLabwire } from '../support/labwire.ts';
import { leastOf, sample } from '../support/size.ts';

/** The system as `npm start -- --no-examples` runs it, with every result message of the corpus, twice. */
withCorpus.describe('every result message of the corpus', () => {
  let labwire: Running;
  let messages: readonly Uint8Array[];
  let answers: readonly Answered[];
  let first: TableContents;
  let second: TableContents;

  beforeAll(async () => {
    labwire = await startLabwire();
    messages = sample(corpusFiles(/^(ORU|OUL)/)).flatMap(({ bytes }) => splitMessages(bytes));
    answers = await sendAll(labwire.ready.mllpPort, messages, { connections: 4 });
    await labwire.travelled(messages.length);
    // what waited for another message is read again after its own way has ended
    await drainedAt(labwire.ready.awsUrl);
    first = await readTable(labwire.ready);
    await sendAll(labwire.ready.mllpPort, messages, { connections: 4 });
    await labwire.travelled(2 * messages.length);
    await drainedAt(labwire.ready.awsUrl);
    second = await readTable(labwire.ready);
  });

  afterAll(async () => {
    labwire.process.kill('SIGTERM');
    expect(await labwire.ended).toBe(0);
  });

  test('is answered with its own control id', () => {
    expect(answers).toHaveLength(messages.length);
    for (const { bytes, ack } of answers) expect(ack.controlId).toBe(controlIdOf(bytes));
    const accepted = answers.filter(({ ack }) => ack.code === 'AA' || ack.code === 'CA').length;
    expect(accepted).toBeGreaterThan(leastOf(600));
    process.stdout.write(`${answers.length} messages of the corpus: ${accepted} accepted\n`);
  });

  test('that was accepted has all its observations accounted for', () => {
    for (const { state, ledger } of first.messages.filter((message) => message.state !== 'rejected')) {
      expect(['processed', 'held']).toContain(state);
      expect(ledger && ledger.stored + heldCount(ledger) + setAsideCount(ledger)).toBe(ledger?.received);
    }
  });

  test('is held whole only where it says that it is a part of a longer message', () => {
    const whole = first.messages.filter(({ state }) => state === 'held');
    for (const { ledger, issues, reports } of whole) {
      expect(Object.keys(ledger?.held ?? {})).toEqual(['incomplete']); // MSH-14, DSC-1
      expect(issues.filter(({ reason }) => reason === 'incomplete')).toHaveLength(1);
      expect({ stored: ledger?.stored, reports }).toEqual({ stored: 0, reports: [] });
    }
    process.stdout.write(`${whole.length} of them held whole\n`);
  });

  test('has every update that was queued for it at the EHR', async () => {
    const queued = first.messages.flatMap(({ reports }) => reports).filter(({ updates }) => updates > 0);
    expect(queued.length).toBeGreaterThan(leastOf(200));
    const deliveries = new Map(first.deliveries.map((one) => [one.reportKey, one]));
    const missing = queued.filter(({ key, version }) => (deliveries.get(key)?.version ?? 0) < version);
    expect(missing).toEqual([]);
    expect(first.deliveries.filter(({ state }) => state !== 'delivered')).toEqual([]);
    const response = await fetch(`${labwire.ready.ehrUrl}/DiagnosticReport?_count=100000`);
    const bundle = (await response.json()) as Bundle<DiagnosticReport>;
    const atEhr = new Set(bundle.entry?.map(({ resource }) => resource?.identifier?.[0]?.value));
    expect(first.deliveries.filter(({ reportKey }) => !atEhr.has(reportKey))).toEqual([]);
    process.stdout.write(`${queued.length} updates queued, ${first.deliveries.length} reports at the EHR\n`);
  });

  test('adds nothing when it is sent again', () => {
    expect(second.versions).toEqual(first.versions);
    expect(second.deliveries).toEqual(first.deliveries);
    expect(second.messages.map(({ reports }) => reports)).toEqual(
      first.messages.map(({ reports }) => reports),
    );
  });
});

/** MSH-10, read without our parser. */
function controlIdOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8');
  const line = text.slice(text.indexOf('MSH')).split(/[\r\n]/)[0] ?? '';
  return (line.split(line[3] ?? '|')[9] ?? '').trim();
}
