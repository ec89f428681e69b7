import { expect } from '@jest/globals';
import { buildAck, readAck } from '@labwire/hl7/ack';
import { validateStrictly } from '@labwire/hl7/check/validate-strictly';
import { allSegments, groupSegments } from '@labwire/hl7/groups/groups';
import { structureOf } from '@labwire/hl7/groups/structures';
import { splitMessages } from '@labwire/hl7/message/batch';
import { type Message, parseMessage } from '@labwire/hl7/message/message';
import { readMsh } from '@labwire/hl7/segments/msh';
import { readObx } from '@labwire/hl7/segments/obx';
import { readObxValues } from '@labwire/hl7/segments/obx-value';
import { definitionsOf } from '@labwire/hl7/standard/dictionary';
import { explainMessage } from '@labwire/hl7/standard/explain';
import { admitMessage } from '../../../lib/normalize/admit/admit-message.ts';
import { normalizeResults } from '../../../lib/normalize/kinds/normalize-results.ts';
import { corpusFiles, withCorpus } from '../../support/corpus.ts';
import { mutate, randomNumbers } from '../../support/mutations.ts';
import { seed } from '../../support/seed.ts';
import { aSite } from '../../support/site.ts';
import { size } from '../../support/size.ts';

const count = size({ short: 400, long: 60_000 });

const site = aSite({ sources: [{ id: 'any', kind: 'lis' }] });
const now = new Date(0);

function readEverything(message: Message): void {
  for (const segment of message.segments) {
    for (let number = 1; number < 20; number++) segment.value(number, { component: 2 });
    if (segment.name === 'OBX') readObxValues(segment, readObx(segment).valueType);
  }
  const definitions = definitionsOf(readMsh(message.header).version);
  validateStrictly(message, definitions);
  explainMessage(message, definitions);
}

/** What is wrong with how the engine takes these bytes; nothing, where nothing is. */
function faultsOf(bytes: Buffer): string[] {
  const faults: string[] = [];
  const fault = (isOne: boolean, name: string) => isOne && faults.push(name);
  splitMessages(bytes);
  const answer = parseMessage(buildAck({ received: bytes, verdict: 'reject', controlId: 'A', now }));
  fault(!answer.ok || readAck(answer.value.segments) === undefined, 'no acknowledgment');
  const parsed = parseMessage(bytes);
  if (!parsed.ok) {
    fault(parsed.issues.length === 0, 'refused without a reason');
    return faults;
  }
  const message = parsed.value;
  fault(!bytes.equals(message.bytes), 'not rebuilt');
  readEverything(message);
  const { messageCode = '', triggerEvent } = readMsh(message.header);
  const structure = structureOf(messageCode, triggerEvent) ?? { id: 'unknown', places: [] };
  const placed = new Set(allSegments(groupSegments(message.segments, structure).root));
  fault(
    message.segments.some((segment) => !placed.has(segment)),
    'a segment lost',
  );
  const admitted = admitMessage(bytes, site);
  if (!admitted.ok) return faults;
  const { received, parts, held, setAside } = normalizeResults(admitted.value, {
    messageId: 'm',
    receivedAt: now,
    site,
  });
  const counted = [...held, ...setAside].reduce((sum, { observations }) => sum + observations, 0);
  fault(
    parts.reduce((sum, { part }) => sum + part.observations.length, counted) !== received,
    'a result lost',
  );
  return faults;
}

withCorpus.test('mutated messages throw nothing, lose nothing, and come back byte for byte', () => {
  process.stderr.write(`mutations: ${count}, seed ${seed}\n`);
  const random = randomNumbers(seed);
  const originals = corpusFiles(/./)
    .flatMap(({ bytes }) => splitMessages(bytes))
    .map((bytes) => Buffer.from(bytes))
    .filter(({ length }) => length < 20_000);
  for (let left = count; left > 0; left--) {
    const bytes = mutate(originals[random(originals.length)] ?? Buffer.alloc(0), random, originals);
    expect({ bytes: bytes.toString('latin1'), faults: faultsOf(bytes) }).toEqual({
      bytes: expect.any(String),
      faults: [],
    });
  }
});
