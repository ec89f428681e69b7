import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGateway } from '../../gateway/gateway.ts';
import { createHttpRelay } from '../../gateway/relay.ts';
import { createSeal } from '../../gateway/spool/seal.ts';
import { gatewaySchema } from '../../lib/site/gateway.ts';
import { checkSite } from '../../lib/site/load-site.ts';

/** Our gateway in its own process. Arguments: `policy`, the cloud's address, and the folder of its disk. */
const [, , policy = 'relay', url = ''] = process.argv;
const directory = mkdtempSync(join(tmpdir(), 'labwire-bench-'));
const loaded = checkSite({
  laboratory: { name: 'Bench', system: 'https://bench.example', timeZone: 'UTC' },
  sources: [{ id: 'any', kind: 'lis' }],
});
if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
const gateway = await startGateway({
  site: loaded.site,
  config: gatewaySchema.parse({
    channels: [{ id: 'bench', kind: 'mllp', port: 0, policy }],
    spool: { maxMegabytes: 4096, keepHours: 1 },
  }),
  relay: createHttpRelay({ url, timeoutMs: 20_000 }),
  spool: { directory, seal: createSeal(Buffer.alloc(32, 1)) },
  onEvent: () => undefined,
});
process.on('message', () =>
  process.send?.({ rss: process.memoryUsage().rss, waiting: gateway.spool?.status().waiting }),
);
process.send?.({ port: gateway.ports.get('bench') });
process.on('disconnect', () => {
  rmSync(directory, { recursive: true, force: true });
  process.exit();
});
