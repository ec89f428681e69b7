/**
 * Gives the value of a secret by its name or ARN.
 * @throws AdapterError transient: no update can help that a secret is not there
 */
export type ReadSecret = (name: string) => Promise<string>;
