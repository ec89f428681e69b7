import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';
import type { ReadSecret } from '../../ports/secrets.ts';
import { AdapterError } from '../../shared/adapter-error.ts';

/**
 * Secrets of AWS Secrets Manager, asked for each time: who uses them keeps them for as long as they should count.
 * @throws AdapterError transient: no update can help that a secret is not there
 */
export function secretsManager(config: SecretsManagerClientConfig = {}): ReadSecret {
  return async (name) => {
    // loaded when it is first asked for: many destinations have no secrets
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
