import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { controlIdIn } from '@labwire/hl7/ack';
import { splitMessages } from '@labwire/hl7/message/batch';
import { metricNames } from '../../lib/model/metrics.ts';
import { type LocalCloud, start } from '../../local/start.ts';
import { drained, sendAll } from '../support/cloud.ts';
import { corpusFiles, withCorpus } from '../support/corpus.ts';
import { startIssuer } from '../support/issuer.ts';
import { isDerived, LeakFinder, ownWords, patientValuesOf } from '../support/patient-data.ts';
import { aSite } from '../support/site.ts';
import { leastOf, sample } from '../support/size.ts';

/** Over HTTP, which answers whatever it is. */
async function postAll(url: string, messages: readonly Uint8Array[]): Promise<void> {
  const waiting = messages.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const message of waiting)
        await fetch(url, { method: 'POST', body: Buffer.from(message) }).then((response) =>
          response.arrayBuffer(),
        );
    }),
  );
}

/** As many EHRs refuse: they say of whom they know nothing. */
function refuseByName(received: Uint8Array): Uint8Array {
  const [pid = ''] = /PID\|[^\r]*/.exec(Buffer.from(received).toString('utf8')) ?? [];
  const [, , , number = '', , name = ''] = pid.split('|');
  const id = controlIdIn(received) ?? '';
  return Buffer.from(
    `MSH|^~\\&|EHR\rMSA|AR|${id}|${name} is nobody\rERR||PID^1^3|${number}|E|||no ${name}|${pid}\r`,
  );
}

/** Questions that have an answer, have none, are wrong, or come without a token that counts. */
async function readAll(url: string, tokens: readonly string[], values: readonly string[]): Promise<void> {
  for (const token of tokens)
    for (const value of values.map(encodeURIComponent))
      for (const path of [
        `Patient?identifier=${value}`,
        `Patient/${value}`,
        `DiagnosticReport?identifier=${value}`,
        `Observation?patient=${value}`,
        `Patient?family=${value}`,
        `Observation/$lastn?${value}=${value}`,
      ])
        await fetch(`${url}/${path}`, { headers: { authorization: `Bearer ${token}` } }).then((response) =>
          response.arrayBuffer(),
        );
}

/** The whole corpus through the whole system: no log line, metric, error or event may hold a value of a patient. */
withCorpus.describe('with every message of the corpus', () => {
  let cloud: LocalCloud;
  let issuer: Awaited<ReturnType<typeof startIssuer>>;
  let messages: readonly Uint8Array[];
  let finder: LeakFinder;
  const lines: string[] = [];

  beforeAll(async () => {
    issuer = await startIssuer();
    const filter = { statuses: ['C'] };
    cloud = await start({
      site: aSite({
        sources: [{ id: 'any', kind: 'lis' }],
        destinations: [
          { id: 'ehr', kind: 'fhir', url: 'https://ehr.test/fhir' },
          { id: 'engine', kind: 'hl7-http', url: 'https://engine.test/hl7', filter },
          { id: 'ward', kind: 'mllp', to: { host: 'ward.test', port: 2575 }, filter },
        ],
        access: { issuer: issuer.url, audience: ['labwire'] },
      }),
      siteVersion: 'test',
      onLog: (line) => lines.push(line),
      onGatewayEvent: (event) => lines.push(JSON.stringify(event)),
      onFailure: (failure) => lines.push(String(failure instanceof Error ? failure.stack : failure)),
    });
    cloud.ehr.hl7.answerWith(refuseByName);
    messages = sample(corpusFiles(/./)).flatMap(({ bytes }) => splitMessages(bytes));
    finder = new LeakFinder(messages.flatMap(patientValuesOf), ownWords());
    await postAll(`http://127.0.0.1:${cloud.httpPort}/v1/messages`, messages);
    // once more through the gateway, which writes lines of its own
    const results = sample(corpusFiles(/^(ORU|OUL)/)).flatMap(({ bytes }) => splitMessages(bytes));
    await sendAll(cloud.mllpPort, results, { connections: 4 });
    await drained(cloud);
    const some = messages.flatMap(patientValuesOf).filter((_value, index) => index % 997 === 0);
    const tokens = [await issuer.token({ scope: 'system/*.rs' }), await issuer.token({ scope: '' }), ...some];
    await readAll(`http://127.0.0.1:${cloud.httpPort}/fhir`, tokens.slice(0, 3), some);
  });
  afterAll(async () => {
    await cloud.stop();
    await issuer.stop();
  });

  test('there is none in any line', () => {
    const leaks = lines.flatMap((line) => finder.find(line));
    process.stdout.write(
      `${messages.length} messages: ${lines.length} lines (${lines.filter((line) => line.includes('"_aws"')).length} of metrics) searched for ${finder.values} values of patients: ${leaks.length} found\n`,
    );
    // one line for each value
    expect([...Map.groupBy(leaks, ({ value }) => value).values()].map(([first]) => first)).toEqual([]);
    // what fails says most
    const said = (event: string) => lines.filter((line) => line.includes(`"${event}"`)).length;
    expect(said('update-parked')).toBeGreaterThan(leastOf(10));
    expect(said('resources-read')).toBeGreaterThan(leastOf(100));
    expect(lines.length).toBeGreaterThan(leastOf(3000));
    expect(finder.values).toBeGreaterThan(leastOf(5000));
  });

  test('a value that somebody logs would be found, wherever it stands', () => {
    const values = messages.flatMap(patientValuesOf).filter((_value, index) => index % 97 === 0);
    const own = ownWords();
    const planted = values
      .filter((value) => !own.has(value) && !isDerived(value.toLowerCase()))
      .slice(0, 500);
    expect(planted.length).toBeGreaterThanOrEqual(leastOf(500));
    const missed = planted.flatMap((value) => [
      ...[
        { level: 'WARN', message: 'message-postponed', errorCode: value },
        {
          level: 'ERROR',
          message: { errorType: 'Error', errorMessage: `cannot read "${value}" here`, stackTrace: [] },
        },
        { _aws: { Timestamp: 1, CloudWatchMetrics: [] }, service: 'receive', source: value },
        { [value]: 1 },
      ]
        .map((line) => JSON.stringify(line))
        .filter((line) => !finder.find(line).some((leak) => leak.value === value.toLowerCase())),
      ...(finder.find(`Error: ${value}`).some((leak) => leak.value === value.toLowerCase()) ? [] : [value]),
    ]);
    expect(missed).toEqual([]);
  });

  test('every metric has a name of the closed list', () => {
    const names = lines
      .filter((line) => line.includes('"_aws"'))
      .flatMap((line) =>
        (
          JSON.parse(line) as { _aws: { CloudWatchMetrics: { Metrics: { Name: string }[] }[] } }
        )._aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name)),
      );
    expect(names.length).toBeGreaterThan(leastOf(1000));
    for (const name of new Set(names)) expect(metricNames).toContain(name);
  });

  test('every line of a function about a message has its id', () => {
    const about = lines
      .filter((line) => line.startsWith('{"level"'))
      .map((line) => JSON.parse(line) as { message: string; messageId?: string })
      .filter(({ message }) => /^(?:message|update)-/.test(String(message)) && message !== 'update-settled');
    expect(about.length).toBeGreaterThan(leastOf(2000));
    for (const { messageId } of about) expect(messageId).toMatch(/^[0-9a-f]{32}$/);
  });
});
