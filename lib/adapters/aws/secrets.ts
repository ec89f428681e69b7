import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import type { ReadSecret } from '../../ports/secrets.ts';
import { AdapterError } from '../../shared/adapter-error.ts';

/**
 * Reads secrets from AWS Secrets Manager, with a request each time; callers cache them.
 * @throws AdapterError transient: a missing secret is not the fault of an update
 */
export function secretsManager(config: SecretsManagerClientConfig = {}): ReadSecret {
  return async (name) => {
    // loaded on first use: many destinations have no secrets
    const { SecretsManagerClient, GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient(config);
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
      if (SecretString === undefined) throw new Error('the secret is no text');
      return SecretString;
    } catch (cause) {
      throw new AdapterError('SecretNotRead', 'transient', 'The secret cannot be read', { cause });
    } finally {
      client.destroy();
    }
  };
}
