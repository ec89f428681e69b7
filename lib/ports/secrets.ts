/**
 * Gives the value of a secret by its name or ARN.
 * @throws AdapterError transient, even if the secret is missing: no update is at fault
 */
export type ReadSecret = (name: string) => Promise<string>;
