import { expect, test } from '@jest/globals';
import { AstmDecoder } from '@labwire/hl7/astm/frame';
import { readSession } from '@labwire/hl7/astm/read-session';
import { toHl7 } from '@labwire/hl7/astm/to-hl7';
import { heldCount, setAsideCount } from '../../lib/model/message.ts';
import { corpusFiles, withCorpus } from '../support/corpus.ts';
import { aMemoryCloud } from '../support/memory-cloud.ts';
import { aSite } from '../support/site.ts';

/** Result records, counted without our reader: lines that begin with R and a delimiter, frames taken out. */
function resultsIn(bytes: Uint8Array): number {
  const text = Buffer.from(bytes)
    .toString('latin1')
    // what stands between the texts of two frames
    .replaceAll(/\x17[0-9A-F]{0,2}\r?\n?\x02[0-7]/g, '')
    .replaceAll(/\x03[0-9A-F]{0,2}\r?\n?(?:\x02[0-7])?/g, '\r')
    .replaceAll(/\x02[0-7]/g, '\r');
  return text.match(/(?<=^|[\r\n])R[^A-Za-z0-9\s]/g)?.length ?? 0;
}

withCorpus.describe('every ASTM file of the corpus', () => {
  const files = corpusFiles(/^ASTM/);

  test('has as many results in its HL7 message as in its records, and all are accounted for', async () => {
    const totals = { files: 0, messages: 0, results: 0, stored: 0, held: 0, setAside: 0, refused: 0 };
    for (const { path, bytes } of files) {
      const { messages } = readSession(bytes);
      const obx =
        messages
          .map((message) => toHl7(message))
          .join('')
          .match(/(?<=\r)OBX\|/g)?.length ?? 0;
      expect([path, obx]).toEqual([path, resultsIn(bytes)]);
      totals.files++;
      totals.messages += messages.length;
      totals.results += obx;
      for (const message of messages) {
        const cloud = aMemoryCloud(aSite({ sources: [{ id: 'any', kind: 'analyzer' }] }));
        const record = await cloud.run(message.bytes);
        const received = message.records.filter(({ type }) => type === 'R').length;
        if (record?.ledger === undefined) {
          // nothing in it is a result: a header alone, a patient alone, a query
          expect([path, record?.state ?? 'answered']).toEqual([
            path,
            expect.stringMatching(/^(?:rejected|answered|processed)$/),
          ]);
          totals.refused += received;
          continue;
        }
        expect(record.ledger.received).toBe(received);
        totals.stored += record.ledger.stored;
        totals.held += heldCount(record.ledger);
        totals.setAside += setAsideCount(record.ledger);
      }
    }
    const { results, stored, held, setAside, refused } = totals;
    expect(stored + held + setAside).toBe(results);
    expect(refused).toBe(0);
    process.stdout.write(
      `${totals.files} ASTM files, ${totals.messages} messages: ${results} results in = ${stored} stored + ${held} held + ${setAside} set aside\n`,
    );
  });

  test('says what is wrong with it', () => {
    const defects = new Map<string, number>();
    let frames = 0;
    for (const { bytes } of files) {
      const { messages, issues } = readSession(bytes);
      for (const { message } of [...issues, ...messages.flatMap((one) => one.issues)])
        defects.set(message, (defects.get(message) ?? 0) + 1);
      frames += new AstmDecoder().push(bytes).filter(({ kind }) => kind === 'frame').length;
    }
    const lines = [...defects].map(([text, count]) => `  ${count} ${text}`);
    process.stdout.write(`${frames} frames; defects of the ASTM files:\n${lines.join('\n')}\n`);
    expect(defects.get('The message has no header record')).toBe(1);
    expect(defects.get('This frame has no checksum')).toBeGreaterThan(30);
    expect(defects.get('The checksum of this frame is wrong') ?? 0).toBe(0);
  });
});
