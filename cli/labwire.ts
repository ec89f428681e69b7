#!/usr/bin/env node
import { CommanderError } from 'commander';
import { exitCode, UsageError } from './exit.ts';
import { createProgram } from './program.ts';

// whoever reads only the start of the output has what was wanted
process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
  if (cause.code !== 'EPIPE') throw cause;
  process.exit();
});

try {
  await createProgram().parseAsync();
} catch (failure) {
  if (failure instanceof CommanderError) {
    process.exitCode = failure.exitCode === 0 ? exitCode.fine : exitCode.wrongUsage;
  } else if (failure instanceof UsageError) {
    console.error(`labwire: ${failure.message}`);
    process.exitCode = exitCode.wrongUsage;
  } else {
    throw failure;
  }
}
