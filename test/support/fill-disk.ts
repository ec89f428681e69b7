import { Spool } from '../../gateway/spool/spool.ts';
import { SpoolError } from '../../gateway/spool/spool-error.ts';
import { seal } from './gateway.ts';
import { anOru } from './messages.ts';

/** Fills the file system of the spool, reopens the spool, and prints the stored messages. */
const [, , directory = ''] = process.argv;
const open = (): Spool =>
  new Spool({
    ...{ directory, seal, maxBytes: 1024 ** 3, maxAgeMs: 1e9, keepMs: 1e9 },
    clock: () => new Date(),
  });

let spool = open();
const counts = { stored: 0, refused: 0 };
const codes = new Set<string>();
for (let number = 0; number < 3000; number++)
  await spool
    .put({
      bytes: anOru({ header: { 10: `D${number}` } }),
      sender: { evidence: 'msh-3', channel: 'lab' },
      keys: ['g'],
      ack: Buffer.from('ACK'),
    })
    .then(
      () => counts.stored++,
      (cause: unknown) => {
        if (!(cause instanceof SpoolError)) throw cause;
        counts.refused++;
        codes.add(cause.code);
      },
    );
spool.close();
spool = open();
const readBack = spool
  .waiting(0, 10_000)
  .filter(({ seq }) => spool.get(seq)?.bytes.length !== undefined).length;
spool.close();
console.log(JSON.stringify({ ...counts, codes: [...codes], readBack }));
