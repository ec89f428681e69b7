import { readFileSync } from 'node:fs';
import { splitMessages } from '@labwire/hl7/message/batch';
import { filesIn } from '../cli/files-in.ts';
import { admitMessage } from '../lib/normalize/admit/admit-message.ts';
import { normalizeResults } from '../lib/normalize/kinds/normalize-results.ts';
import { renderBundle } from '../lib/render/fhir/bundle.ts';
import { toFhirJson } from '../lib/render/fhir/json.ts';
import { assembleReport } from '../lib/reports/assemble-report.ts';
import { checkSite } from '../lib/site/load-site.ts';
import { aResultMessage } from './messages.ts';

/** Messages per second on one core, ours compared with others, on the same messages in one process. */

const ROUND_MS = 1500;

const loaded = checkSite({
  laboratory: { name: 'Bench', system: 'https://lab.test', timeZone: 'America/New_York' },
  sources: [{ id: 'any', kind: 'lis' }],
});
if (!loaded.ok) throw new Error('the site of the benchmark is wrong');
const { site } = loaded;

/** Runs of `work` per second, after a warm-up. */
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
  const text = aResultMessage(results);
  const bytes = Buffer.from(text);
  const work: Readonly<Record<string, () => void>> = {
    'bytes to normalized reports': () => toReports(bytes),
    'bytes to FHIR bundles': () => {
      for (const report of toReports(bytes))
        toFhirJson(
          renderBundle(
            { report, version: 1, messageId: 'bench', createdAt: receivedAt.toISOString() },
            site.laboratory,
          ),
        );
    },
  };
  console.log(`\n${results} results, ${bytes.length} bytes`);
  for (const [name, run] of Object.entries(work)) {
    const perSecond = rate(run);
    console.log(
      `  ${name.padEnd(42)} ${Math.round(perSecond).toString().padStart(8)} messages/s ${((perSecond * bytes.length) / 1e6).toFixed(1).padStart(7)} MB/s`,
    );
  }
}

/**
 * `CORPUS=dir` names a folder of messages. Of its result messages, the fifth around the median length is
 * used.
 */
const corpus = process.env['CORPUS'];
if (corpus === undefined) console.log('\nno corpus: name a folder of messages with CORPUS=DIR');
else {
  const results = filesIn(corpus)
    .flatMap((file) => [...splitMessages(readFileSync(file))])
    .filter((bytes) => {
      const admitted = admitMessage(bytes, site);
      return admitted.ok && admitted.value.kind === 'results';
    })
    .toSorted((a, b) => a.length - b.length);
  const middle = results.slice(Math.floor(results.length * 0.4), Math.ceil(results.length * 0.6));
  const perSecond = rate(() => middle.forEach(toReports)) * middle.length;
  console.log(
    `\n${results.length} result messages of the corpus, median ${results[results.length >> 1]?.length} bytes: ${Math.round(perSecond)} messages/s around the median, bytes to normalized reports (target 10000; node --cpu-prof bench/normalize.ts gives the profile)`,
  );
}
