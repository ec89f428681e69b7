import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Spool } from '../../gateway/spool/spool.ts';
import { SpoolError } from '../../gateway/spool/spool-error.ts';
import { seal } from './gateway.ts';
import { anOru } from './messages.ts';

/**
 * Fills the small file system on which it stands, together with another program that takes the rest. Then the
 * cloud takes everything. Prints what happened at each step.
 */
const [, , directory = ''] = process.argv;
let elapsed = 0;
const open = (): Spool =>
  new Spool({
    ...{ directory: join(directory, 'spool'), seal, maxBytes: 1024 ** 3, maxAgeMs: 1e12, keepMs: 1e12 },
    ...{ reserveBytes: 8 * 1024 ** 2, clock: () => new Date(), elapsed: () => elapsed },
  });
const results = [{ 2: 'ST', 5: 'x'.repeat(20_000) }];
const codes = new Set<string>();

/** True if the message is stored. */
async function put(spool: Spool, number: number): Promise<boolean> {
  // a second later a disk that failed is tried again
  elapsed += 2000;
  try {
    await spool.put({
      bytes: anOru({ header: { 10: `D${number}` }, results }),
      sender: { evidence: 'msh-3', channel: 'lab' },
      ...{ keys: ['g'], ack: Buffer.from('ACK') },
    });
    return true;
  } catch (cause) {
    if (!(cause instanceof SpoolError)) throw cause;
    codes.add(cause.code);
    return false;
  }
}

/** Another program that writes until nothing more fits. */
function takeTheRest(): void {
  for (let number = 0, bytes = 65_536; bytes >= 4096; number++)
    try {
      writeFileSync(join(directory, `other-${number}`), Buffer.alloc(bytes, 'x'));
    } catch {
      bytes /= 2;
    }
}

let spool = open();
let stored = 0;
while (await put(spool, stored)) stored++;
const steps: Record<string, unknown> = {};
const look = (step: string): void => {
  const { waiting, failure = 'ready' } = spool.status();
  steps[step] = [waiting, failure];
};
look('full');

takeTheRest();
spool.close();
spool = open();
const isTaken = await put(spool, 5000);
look('restarted');

for (const { seq } of spool.waiting(0, 10_000)) spool.done(seq);
elapsed += 2000;
look('finished');
spool.close();
spool = open();
look('restarted again');
const isTakenAgain = await put(spool, 5001);
look('in the end');
spool.close();
console.log(JSON.stringify({ stored, codes: [...codes], isTaken, isTakenAgain, steps }));
