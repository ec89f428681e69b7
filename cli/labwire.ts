#!/usr/bin/env node
import { run } from './run.ts';

// a reader that takes only the start of the output has what it wanted
process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
  if (cause.code !== 'EPIPE') throw cause;
  process.exit();
});

await run(process.argv.slice(2));
