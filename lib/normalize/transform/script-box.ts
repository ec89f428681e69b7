import variant from '@jitl/quickjs-wasmfile-release-sync';
import wasm from '@jitl/quickjs-wasmfile-release-sync/wasm';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import type { ScriptProgram } from '../../site/script-program.ts';
import { placeOf, programName } from './script-place.ts';

/** What a failed step threw. */
export class BoxFailure extends Error {
  readonly kind: 'threw' | 'timeout';
  /** `scripts/chem.ts:7`. */
  readonly place: string | undefined;

  constructor(kind: 'threw' | 'timeout', place?: string) {
    super('a step in the box failed');
    this.kind = kind;
    this.place = place;
  }
}

const PAGE_BYTES = 64 * 1024;
/**
 * The memory of the engine with all that a script makes. The machine holds it to this, because the engine's own
 * count of its memory is wrong under WebAssembly.
 */
const MEMORY_BYTES = 256 * 1024 * 1024;
const FIRST_MEMORY_BYTES = 16 * 1024 * 1024;
const STACK_BYTES = 256 * 1024;
/** The longest text that leaves the box: more than any accepted message. */
const MAX_TEXT = 16_000_000;

/** Code that a script makes from text is not compiled by us, so it could have promises: there is none. */
const noCodeFromText = `
  for (const one of [function () {}, function* () {}, async function () {}, async function* () {}])
    Object.defineProperty(Object.getPrototypeOf(one), 'constructor', {
      value() { throw new Error('a script makes no code from text'); },
    });
  delete globalThis.eval;
  globalThis.Function = Function.prototype.constructor;
`;

/** Loads the engine: QuickJS, compiled to WebAssembly. It has no function of the machine. */
export const loadEngine = (): Promise<QuickJSWASMModule> =>
  newQuickJSWASMModuleFromVariant(
    newVariant(variant, {
      wasmBinary: wasm.slice().buffer,
      wasmMemory: new WebAssembly.Memory({
        initial: FIRST_MEMORY_BYTES / PAGE_BYTES,
        maximum: MEMORY_BYTES / PAGE_BYTES,
      }),
    }),
  );

/**
 * A new engine run for one message, with no trace of another. Nothing of this process is given to it, so a script
 * can reach nothing but its own memory. Steps take code and return text.
 */
export class ScriptBox {
  readonly #context: QuickJSContext;
  readonly #program: ScriptProgram;
  #until = 0;

  constructor(engine: QuickJSWASMModule, program: ScriptProgram) {
    this.#program = program;
    const runtime = engine.newRuntime({ memoryLimitBytes: MEMORY_BYTES, maxStackSizeBytes: STACK_BYTES });
    runtime.setInterruptHandler(() => performance.now() > this.#until);
    this.#context = runtime.newContext();
  }

  /** @throws BoxFailure if the scripts fail while they are loaded */
  load(limitMs: number): void {
    this.#evaluate(noCodeFromText, 'seal', limitMs);
    this.#evaluate(this.#program.code, programName, limitMs);
  }

  /**
   * Evaluates a call of the harness. The result is undefined if it is no text.
   * @throws BoxFailure if it throws, takes too long, or leaves work for later
   */
  step(code: string, limitMs: number): string | undefined {
    return this.#evaluate(code, 'step', limitMs);
  }

  #evaluate(code: string, name: string, limitMs: number): string | undefined {
    const context = this.#context;
    this.#until = performance.now() + limitMs;
    const result = context.evalCode(code, name);
    if (result.error !== undefined) {
      const failure = this.#failureOf(result.error);
      result.error.dispose();
      throw failure;
    }
    const { value } = result;
    const isText = context.typeof(value) === 'string';
    const length = isText ? context.getProp(value, 'length').consume((one) => context.getNumber(one)) : 0;
    const text = isText && length <= MAX_TEXT ? context.getString(value) : undefined;
    value.dispose();
    if (context.runtime.hasPendingJob() || length > MAX_TEXT) throw new BoxFailure('threw');
    return text;
  }

  #failureOf(error: Parameters<QuickJSContext['getProp']>[0]): BoxFailure {
    // an interrupted script cannot catch its interruption, so the clock alone tells
    if (performance.now() > this.#until) return new BoxFailure('timeout');
    if (this.#context.typeof(error) !== 'object') return new BoxFailure('threw');
    const stack = this.#context.getProp(error, 'stack').consume((one) => this.#context.dump(one));
    return new BoxFailure('threw', placeOf(stack, this.#program));
  }

  dispose(): void {
    this.#context.dispose();
    this.#context.runtime.dispose();
  }
}
