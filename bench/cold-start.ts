import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { createApp } from '../infra/app.ts';
import { undeployed } from '../infra/deployment.ts';
import { checkSite } from '../lib/site/load-site.ts';
import { readAssembly } from '../local/cloud-assembly.ts';

/**
 * The size of each function and its time from process start to first answer, compared with an empty handler
 * that loads the same AWS SDK clients. `node bench/cold-start.ts [starts]`.
 */
const STARTS = Number(process.argv[2] ?? 15);

const loaded = checkSite({
  laboratory: { name: 'Bench', system: 'https://bench.example', timeZone: 'UTC' },
  sources: [{ id: 'any', kind: 'lis' }],
  destinations: [{ id: 'ehr', kind: 'fhir', url: 'https://ehr.example/fhir' }],
  access: { issuer: 'https://issuer.example', audience: ['bench'] },
  console: { issuer: 'https://issuer.example', clientId: 'bench', roles: { viewer: ['all'] } },
});
if (!loaded.ok) throw new Error('the site of the benchmark has problems');

const folder = mkdtempSync(join(tmpdir(), 'labwire-cold-'));
symlinkSync(fileURLToPath(new URL('../node_modules', import.meta.url)), join(folder, 'node_modules'));
const outdir = join(folder, 'cdk.out');
createApp(
  { site: loaded.site, siteVersion: 'bench' },
  { outdir, analyticsReporting: false, context: undeployed },
).synth();
const assembly = readAssembly(outdir);

const names = ['receive', 'normalize', 'deliver', 'read', 'authorize', 'console', 'interpret'] as const;
type Name = (typeof names)[number];

/** The folder that would be uploaded. */
function bundleOf(name: Name): string {
  const found = assembly.resources.find(
    ({ type, logicalId }) => type === 'AWS::Lambda::Function' && logicalId.toLowerCase().startsWith(name),
  );
  const { S3Key } = (found?.properties['Code'] ?? {}) as { S3Key?: string };
  if (S3Key === undefined) throw new Error(`there is no function ${name}`);
  return assembly.assetPath(S3Key.replace(/\.zip$/, ''));
}

/** An event whose answer needs no request to AWS. */
const api = (path: string, method: string) => ({
  path,
  httpMethod: method,
  headers: {},
  multiValueHeaders: {},
  body: '',
  isBase64Encoded: true,
  requestContext: { path, requestId: 'bench', identity: {}, authorizer: { claims: '{}' } },
});
const events: Readonly<Record<Name, object>> = {
  receive: api('/v1/messages', 'POST'),
  normalize: { Records: [] },
  deliver: { Records: [] },
  read: api('/fhir/metadata', 'GET'),
  authorize: { headers: {}, methodArn: 'a/b/GET/fhir/x' },
  console: api('/console/signed-out', 'GET'),
  interpret: { ask: 'systems' },
};
const clients: Readonly<Record<Name, readonly (readonly [string, string])[]>> = {
  receive: [
    ['@aws-sdk/client-dynamodb', 'DynamoDBClient'],
    ['@aws-sdk/client-sqs', 'SQSClient'],
  ],
  normalize: [
    ['@aws-sdk/client-dynamodb', 'DynamoDBClient'],
    ['@aws-sdk/client-sqs', 'SQSClient'],
  ],
  deliver: [
    ['@aws-sdk/client-dynamodb', 'DynamoDBClient'],
    ['@aws-sdk/client-sqs', 'SQSClient'],
  ],
  read: [['@aws-sdk/client-dynamodb', 'DynamoDBClient']],
  authorize: [],
  console: [['@aws-sdk/client-dynamodb', 'DynamoDBClient']],
  interpret: [['@aws-sdk/client-dynamodb', 'DynamoDBClient']],
};

/** The same clients around an empty handler, bundled the same way. */
async function emptyHandler(name: Name): Promise<string> {
  const entry = join(folder, `empty-${name}`);
  mkdirSync(entry, { recursive: true });
  const lines = clients[name].map(
    ([module, client], index) =>
      `import { ${client} as C${index} } from '${module}'; globalThis.c${index} = new C${index}();`,
  );
  writeFileSync(join(entry, 'index.ts'), `${lines.join('\n')}\nexport const handler = async () => ({});\n`);
  await build({
    entryPoints: [join(entry, 'index.ts')],
    outfile: join(entry, 'index.mjs'),
    ...{ bundle: true, minify: true, format: 'esm', platform: 'node', target: 'node24' },
    mainFields: ['module', 'main'],
    external: [
      '@aws-sdk/credential-provider-*',
      '@smithy/credential-provider-imds',
      '@smithy/core/event-streams',
    ],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  return entry;
}

const runner = join(folder, 'run.mjs');
writeFileSync(
  runner,
  `const { handler } = await import(process.argv[2]);
const answer = handler(JSON.parse(process.argv[3]), { functionName: 'bench', getRemainingTimeInMillis: () => 1000 });
await Promise.resolve(answer).catch(() => undefined);
process.exit(0);
`,
);

const environment = {
  ...{ TABLE_NAME: 't', BUCKET_NAME: 'b', QUEUE_URL: 'https://q', INBOUND_QUEUE_URL: 'https://q' },
  ...{
    UPDATE_QUEUE_URLS: '{}',
    WORK_QUEUE_URLS: '{}',
    DESTINATION_ID: 'ehr',
    ISSUER: 'https://i',
    AUDIENCE: '[]',
    REACHED_BY_GATEWAY: '[]',
    QUEUE_URLS:
      '{"inboundQueue":"https://q","updateQueues":{},"workQueues":{},"resultQueues":{},"notificationQueues":{},"exportQueues":{},"deadLetterQueues":{}}',
    COOKIE_KEYS: 'k',
    INTERPRET_FUNCTION: 'i',
  },
  ...{
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'b',
    METRICS_NAMESPACE: 'Bench',
  },
};

/** Milliseconds from process start to the answer. */
const startOnce = (path: string, event: object): Promise<number> =>
  new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(
      process.execPath,
      [runner, pathToFileURL(join(path, 'index.mjs')).href, JSON.stringify(event)],
      {
        env: environment,
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    child.once('exit', (code) =>
      code === 0 ? resolve(performance.now() - begun) : reject(new Error(`${path} ended with ${code}`)),
    );
  });

async function median(path: string, event: object): Promise<number> {
  const times: number[] = [];
  for (let start = 0; start < STARTS; start++) times.push(await startOnce(path, event));
  return times.sort((a, b) => a - b)[Math.floor(STARTS / 2)] ?? 0;
}

console.log(
  `from the start of a process to its first answer; the median of ${STARTS}, on this machine, Node ${process.version}`,
);
console.log('  function      kB   empty kB   first answer      empty   times');
for (const name of names) {
  const path = bundleOf(name);
  const empty = await emptyHandler(name);
  const kB = (one: string) => (statSync(join(one, 'index.mjs')).size / 1000).toFixed(0);
  const [ours, theirs] = [await median(path, events[name]), await median(empty, events[name])];
  console.log(
    `  ${name.padEnd(10)} ${kB(path).padStart(5)}      ${kB(empty).padStart(5)}      ${ours.toFixed(0).padStart(6)} ms  ${theirs.toFixed(0).padStart(6)} ms   ${(ours / theirs).toFixed(2)}`,
  );
}
rmSync(folder, { recursive: true });
