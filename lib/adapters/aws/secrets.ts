import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import { AdapterError } from '../../shared/adapter-error.ts';
import { awsCall } from './aws-call.ts';

/** Gives the value of a secret by its name or ARN. */
export type ReadSecret = (name: string) => Promise<string>;

/**
 * Secrets of AWS Secrets Manager, each asked for once by this process.
 * @throws AdapterError transient: no update can help that a secret is not there
 */
export function secretsManager(config: SecretsManagerClientConfig = {}): ReadSecret {
  const known = new Map<string, Promise<string>>();
  const read = async (name: string): Promise<string> => {
    // loaded when it is first asked for: many destinations have no secrets
    const { SecretsManagerClient, GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient(config);
    const { SecretString } = await awsCall('SecretNotRead', () =>
      client.send(new GetSecretValueCommand({ SecretId: name })),
    ).catch((cause: unknown) => {
      throw new AdapterError('SecretNotRead', 'transient', 'The secret cannot be read', { cause });
    });
    client.destroy();
    if (SecretString === undefined)
      throw new AdapterError('SecretNotRead', 'transient', 'The secret is no text');
    return SecretString;
  };
  return (name) => {
    const value = known.get(name) ?? read(name);
    known.set(name, value);
    // what was not read is asked for again
    value.catch(() => known.delete(name));
    return value;
  };
}
