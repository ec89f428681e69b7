import { MllpClient } from '../../gateway/outbound/mllp-client.ts';
import { checkSite } from '../../lib/site/load-site.ts';
import type { CheckedSite } from '../../lib/site/site.ts';
import { LawAnalyzer, parsed } from '../../simulators/law-analyzer.ts';
import { type LawAssertion, type LawBench, lawAssertions } from '../../simulators/law-assertions.ts';
import { orderMessage } from '../../simulators/messages.ts';
import { exitCode, UsageError } from '../exit.ts';
import { bad, endProgress, good, print, printJson, progress, quiet } from '../output.ts';

interface ConformanceOptions {
  readonly profile: 'law';
  readonly to?: { readonly host: string; readonly port: number };
  readonly listen: number;
  readonly listenBroadcast: number;
  readonly only?: readonly string[];
  readonly timeout: number;
  readonly json?: boolean;
}

/** MSH-3 of the simulated systems. The site of the system under test must use these names. */
const applications = { lis: 'SIMLIS', analyzer: 'SIMLAW1', other: 'SIMLAW2' } as const;

interface Outcome {
  readonly id: string;
  readonly text: string;
  /** The finding, if the assertion does not hold. */
  readonly failure?: string;
}

/** Runs the assertions of IHE LAW against a system. Default: a local system started for the purpose. */
export async function conformance(options: ConformanceOptions): Promise<void> {
  const { only } = options;
  const chosen = lawAssertions.filter(({ id }) => only === undefined || only.includes(id));
  if (chosen.length === 0)
    throw new UsageError(
      `there is no such assertion; the assertions are ${lawAssertions.map(({ id }) => id).join(', ')}`,
    );
  const manager = { host: '127.0.0.1', port: 0, ...options.to };
  const start = (application: string, port: number) =>
    LawAnalyzer.start({
      ...{ sender: { application }, manager, port, codes: ['NA', 'K', 'CL', 'REFLEX'] },
      patienceMs: options.timeout * 1000,
    });
  const analyzer = await start(applications.analyzer, options.to === undefined ? 0 : options.listen);
  const other = await start(applications.other, options.to === undefined ? 0 : options.listenBroadcast);
  const own = options.to === undefined ? await startOwn(analyzer.port, other.port) : undefined;
  if (own !== undefined) manager.port = own.mllpPort;
  const lis = await MllpClient.connect(manager);
  const outcomes = await runAll(chosen, {
    ...{ analyzer, other },
    order: async (specimen) => {
      const ack = parsed(await lis.send(orderMessage({ application: applications.lis }, specimen)));
      return ack.value('MSA-1') ?? '';
    },
    chart: own?.chart,
  });
  lis.close();
  await analyzer.stop();
  await other.stop();
  await own?.stop();
  const failed = outcomes.filter(({ failure }) => failure !== undefined).length;
  if (options.json === true) printJson({ profile: options.profile, assertions: outcomes, failed });
  else {
    for (const { id, text, failure } of outcomes) {
      print`${failure === undefined ? good('pass') : bad('FAIL')}  ${id.padEnd(11)} ${text}`;
      if (failure !== undefined) print`      ${quiet(failure)}`;
    }
    print`\n${outcomes.length} assertions: ${outcomes.length - failed} passed, ${failed} failed`;
  }
  if (failed > 0) process.exitCode = exitCode.problem;
}

async function runAll(assertions: readonly LawAssertion[], bench: LawBench): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const assertion of assertions) {
    progress(`${outcomes.length + 1}/${assertions.length} ${assertion.id} …`);
    outcomes.push(await runOne(assertion, bench));
  }
  endProgress();
  return outcomes;
}

async function runOne({ id, text, check }: LawAssertion, bench: LawBench): Promise<Outcome> {
  try {
    await check(bench);
    return { id, text };
  } catch (cause) {
    return { id, text, failure: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** Starts a local system that is configured for the simulated systems. */
async function startOwn(analyzerPort: number, otherPort: number) {
  progress('starting a local system …');
  // loaded only here, because the local cloud is large
  const { start } = await import('../../local/start.ts');
  const cloud = await start({ ...lawSite(analyzerPort, otherPort) });
  endProgress();
  return {
    mllpPort: cloud.mllpPort,
    chart: async (value: string): Promise<boolean> => {
      const response = await fetch(`${cloud.ehr.url}/Observation?_count=10000`);
      const text = await response.text();
      return text.includes(`"value":${Number(value)}`);
    },
    stop: cloud.stop,
  };
}

/** The site that the assertions require; it delivers training messages. `docs/gateway.md` shows it for a running system. */
function lawSite(analyzerPort: number, otherPort: number): CheckedSite {
  const at = (port: number) => ({ host: '127.0.0.1', port });
  const all = { numbersOf: 'SIMULATED', deliver: ['T'] };
  const loaded = checkSite({
    laboratory: { name: 'Conformance', system: 'https://conformance.example', timeZone: 'UTC' },
    sources: [
      { id: 'lis', kind: 'lis', sender: { application: applications.lis }, ...all },
      {
        ...{ id: 'law-1', kind: 'analyzer', sender: { application: applications.analyzer }, ...all },
        work: { send: 'query', to: at(analyzerPort) },
      },
      {
        ...{ id: 'law-2', kind: 'analyzer', sender: { application: applications.other }, ...all },
        work: { send: 'broadcast', to: at(otherPort), services: ['K', 'CL'] },
      },
    ],
    destinations: [{ id: 'ehr', kind: 'fhir', url: 'https://ehr.example/fhir' }],
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return { site: loaded.site, siteVersion: loaded.version };
}
