import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';

export interface LambdaFunctionOptions {
  readonly name: string;
  /** URL of the bundled module. */
  readonly entry: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Environments that may run at once. */
  readonly maxInstances: number;
  /** Gets every line that the function writes. */
  readonly onLog: (line: string) => void;
  /** Called for a failed invocation. */
  readonly onError?: () => void;
  /** A permission that the role lacks and without which the function cannot start. */
  readonly refuses?: string | undefined;
}

interface Instance {
  readonly worker: Worker;
  readonly ready: Promise<void>;
  isBusy: boolean;
}

/**
 * One deployed function. Its bundle runs in workers that each take one invocation at a time, like Lambda's
 * environments, with exactly the environment variables of the template.
 */
export class LambdaFunction {
  readonly name: string;
  readonly #options: LambdaFunctionOptions;
  readonly #instances: Instance[] = [];
  readonly #waiting: (() => void)[] = [];
  #nextId = 1;
  #isStopped = false;

  constructor(options: LambdaFunctionOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** Invokes the function and gives its answer. Rejects if it throws, dies or takes too long. */
  async invoke<T>(event: unknown): Promise<T> {
    if (this.#options.refuses !== undefined)
      throw new Error(`${this.name} cannot be started: its role lacks ${this.#options.refuses}`);
    const instance = await this.#acquire();
    try {
      await instance.ready;
      return await this.#run<T>(instance, event);
    } catch (cause) {
      if (!this.#isStopped) this.#options.onError?.();
      throw cause;
    } finally {
      instance.isBusy = false;
      this.#waiting.shift()?.();
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#instances.map(({ worker }) => worker.terminate()));
  }

  async #acquire(): Promise<Instance> {
    for (;;) {
      const idle = this.#instances.find(({ isBusy }) => !isBusy);
      const instance =
        idle ?? (this.#instances.length < this.#options.maxInstances ? this.#start() : undefined);
      if (instance !== undefined) {
        instance.isBusy = true;
        return instance;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #start(): Instance {
    const { entry, environment, name, timeoutMs, onLog } = this.#options;
    const worker = new Worker(new URL('./lambda-runtime.ts', import.meta.url), {
      env: { ...environment },
      stdout: true,
      stderr: true,
      workerData: { entry, functionName: name, timeoutMs },
    });
    for (const stream of [worker.stdout, worker.stderr]) createInterface({ input: stream }).on('line', onLog);
    const ready = new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error(`${name} ended before it was ready`)));
    });
    ready.catch(() => undefined);
    const instance: Instance = { worker, ready, isBusy: false };
    this.#instances.push(instance);
    worker.once('exit', () => this.#remove(instance));
    return instance;
  }

  #remove(instance: Instance): void {
    const index = this.#instances.indexOf(instance);
    if (index !== -1) this.#instances.splice(index, 1);
  }

  #run<T>({ worker }: Instance, event: unknown): Promise<T> {
    const id = this.#nextId++;
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(() => {
        finish(() => reject(new Error(`${this.name} took longer than its time-out`)));
        void worker.terminate();
      }, this.#options.timeoutMs);
      const onMessage = (answer: { id: number; result?: string; error?: string }) => {
        if (answer.id !== id) return;
        if (answer.error !== undefined) {
          const message = answer.error;
          finish(() => reject(new Error(message)));
        } else finish(() => resolve(JSON.parse(answer.result ?? 'null')));
      };
      const onExit = () =>
        finish(() =>
          reject(new Error(this.#isStopped ? 'stopped' : `${this.name} ended during an invocation`)),
        );
      const onError = (cause: unknown) => finish(() => reject(cause));
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        worker.off('message', onMessage);
        worker.off('exit', onExit);
        worker.off('error', onError);
        settle();
      };
      worker.on('message', onMessage);
      worker.on('exit', onExit);
      worker.on('error', onError);
      worker.postMessage({ id, event: JSON.parse(JSON.stringify(event)) });
    });
  }
}
