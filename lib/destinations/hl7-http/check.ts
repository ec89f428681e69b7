import { reachOverHttp } from '../../adapters/http/reach.ts';
import type { CheckDependencies } from '../kind.ts';
import type { Hl7HttpConfig } from './schema.ts';

/**
 * HL7 over HTTP has no request without content, so any answer to a GET shows that the server can be reached.
 */
export async function check(
  config: Hl7HttpConfig,
  dependencies: Pick<CheckDependencies, 'readSecret' | 'clock'>,
): Promise<string> {
  const { http, authorization } = await reachOverHttp(config, dependencies)();
  const header = await authorization.header();
  const { status } = await http({ method: 'GET', url: config.url, headers: {} });
  return `answers (${status} to a GET)${header === undefined ? '' : ', and a token was issued'}`;
}
