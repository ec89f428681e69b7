#!/usr/bin/env node
import { run } from './run.ts';

// a reader that closes the output early, such as `head`, causes no error
process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
  if (cause.code !== 'EPIPE') throw cause;
  process.exit();
});

await run(process.argv.slice(2));
