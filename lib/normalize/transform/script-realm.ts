/**
 * Takes from the engine what would make two runs of a message differ, before any script is loaded: the clock,
 * random numbers and promises. The engine itself keeps a script away from the machine: `script-box.ts`.
 */
export function sealRealm(): void {
  forbidClock();
  Math.random = forbidChance;
  for (const name of ['Promise', 'performance', 'Atomics', 'SharedArrayBuffer'])
    Reflect.deleteProperty(globalThis, name);
}

const forbidChance = (): never => {
  throw new Error('a script has no clock and no chance: the same message must give the same result');
};

function forbidClock(): void {
  const PlainDate = Date;
  const DateOfArguments = function (...args: readonly unknown[]) {
    if (args.length === 0 || new.target === undefined) return forbidChance();
    return Reflect.construct(PlainDate, args, new.target);
  };
  Object.assign(DateOfArguments, { UTC: PlainDate.UTC, parse: PlainDate.parse, now: forbidChance });
  Object.defineProperty(DateOfArguments, 'prototype', { value: PlainDate.prototype });
  // a date must not lead to the clock
  Object.defineProperty(PlainDate.prototype, 'constructor', { value: DateOfArguments });
  Object.assign(globalThis, { Date: DateOfArguments });
}
