/** Tests run in the process of their worker: there is no context to make, and none to leave. */
export default class Environment {
  readonly global = {};
  readonly moduleMocker = { restoreAllMocks: () => undefined };

  async setup(): Promise<void> {}

  async teardown(): Promise<void> {}

  getVmContext(): null {
    return null;
  }
}
