import { reachOverHttp } from '../../adapters/http/reach.ts';
import { withoutFinalSlashes } from '../../shared/final-slashes.ts';
import type { CheckDependencies } from '../kind.ts';
import type { FhirConfig } from './schema.ts';

/** Reads the server's capabilities (FHIR R4, interaction `capabilities`) with our token. */
export async function check(
  config: FhirConfig,
  dependencies: Pick<CheckDependencies, 'readSecret' | 'clock'>,
): Promise<string> {
  const { http, authorization } = await reachOverHttp(config, dependencies)();
  const header = await authorization.header();
  const { status } = await http({
    method: 'GET',
    url: `${withoutFinalSlashes(config.url)}/metadata`,
    headers: { accept: 'application/fhir+json', ...(header === undefined ? {} : { authorization: header }) },
  });
  if (status !== 200) throw new Error(`GET metadata was answered with ${status}`);
  return `answers as a FHIR server${header === undefined ? '' : ', and accepts the token'}`;
}
