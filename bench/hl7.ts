import { Hl7Message } from '@medplum/core';
import HL7Standard from 'hl7-standard';
import { parseMessage } from '../lib/hl7/message.ts';
import { admitMessage, normalizeResults } from '../lib/normalize/normalize-results.ts';
import { renderBundle } from '../lib/render/fhir/bundle.ts';
import { assembleReport } from '../lib/reports/merge-report.ts';
import { checkSite } from '../lib/site/load-site.ts';

/** Messages a second on one core, ours beside others', each over the same messages in one process. */

const ROUND_MS = 1500;

const loaded = checkSite({
  laboratory: { name: 'Bench', system: 'https://lab.test', timeZone: 'America/New_York' },
  sources: [{ id: 'any', kind: 'lis' }],
});
if (!loaded.ok) throw new Error('the site of the benchmark is wrong');
const { site } = loaded;

/** A message of one order with this many results, as a laboratory sends it. */
function aMessage(results: number): string {
  const lines = [
    'MSH|^~\\&|CORELIS|RIVERSIDE|LABWIRE|RIVERSIDE|20260302081500-0500||ORU^R01^ORU_R01|BENCH|P|2.5.1',
    'PID|1||700101^^^RIVERSIDE^MR||Okafor^Amara^N||19840317|F|||12 Mill Lane^^Riverside^NY^10999',
    'PV1|1|I|4W^412^A',
    'ORC|RE|P-5501^EHR|F-9001^CORELIS||CM',
    'OBR|1|P-5501^EHR|F-9001^CORELIS|24323-8^Comprehensive metabolic panel^LN|||20260302070500-0500|||||||||1881^Lindqvist^Ines^^^Dr||||||20260302081400-0500||CH|F',
  ];
  for (let index = 1; index <= results; index++)
    lines.push(
      `OBX|${index}|NM|${2000 + index}-7^Analyte ${index}^LN||${index}.5|mg/dL^^UCUM|70-99|N|||F|||20260302070500-0500`,
    );
  return `${lines.join('\r')}\r`;
}

/** How often `work` runs in a second, after a warm-up. */
function rate(work: () => void): number {
  for (const stop = performance.now() + ROUND_MS / 3; performance.now() < stop; ) work();
  let runs = 0;
  const begin = performance.now();
  while (performance.now() - begin < ROUND_MS) {
    work();
    runs++;
  }
  return (runs * 1000) / (performance.now() - begin);
}

const receivedAt = new Date('2026-03-02T14:00:00Z');

function toReports(bytes: Uint8Array) {
  const admitted = admitMessage(bytes, site);
  if (!admitted.ok) throw new Error('the message of the benchmark is refused');
  const { parts } = normalizeResults(admitted.value, { messageId: 'bench', receivedAt, site });
  return parts.map(({ reportKey, processingId, part }) =>
    assembleReport({ key: reportKey, processingId }, [part]),
  );
}

for (const results of [5, 20, 100]) {
  const text = aMessage(results);
  const bytes = Buffer.from(text);
  const work: Readonly<Record<string, () => void>> = {
    'labwire: bytes to every OBX-5 and OBX-3': () => {
      const parsed = parseMessage(bytes);
      if (parsed.ok)
        for (const segment of parsed.value.segments)
          if (segment.name === 'OBX') [segment.value(5), segment.value(3)];
    },
    '@medplum/core: the same': () => {
      const message = Hl7Message.parse(bytes.toString('utf8'));
      for (const segment of message.segments)
        if (segment.name === 'OBX') [segment.getField(5).toString(), segment.getComponent(3, 1)];
    },
    'hl7-standard: the same': () => {
      const message = new HL7Standard(bytes.toString('utf8'));
      message.transform();
      for (const segment of message.getSegments('OBX')) [segment.get('OBX.5'), segment.get('OBX.3.1')];
    },
    'labwire: bytes to normalized reports': () => toReports(bytes),
    'labwire: bytes to FHIR bundles': () => {
      for (const report of toReports(bytes)) JSON.stringify(renderBundle(report, site.laboratory));
    },
  };
  console.log(`\n${results} results, ${bytes.length} bytes`);
  let first: number | undefined;
  for (const [name, run] of Object.entries(work)) {
    const perSecond = rate(run);
    first ??= perSecond;
    console.log(
      `  ${name.padEnd(42)} ${Math.round(perSecond).toString().padStart(8)} messages/s ${((perSecond * bytes.length) / 1e6).toFixed(1).padStart(7)} MB/s ${(perSecond / first).toFixed(2).padStart(6)}x`,
    );
  }
}
