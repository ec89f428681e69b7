import * as z from 'zod';
import { reachOverHttp } from '../../adapters/http/reach.ts';
import { withoutFinalSlashes } from '../../shared/final-slashes.ts';
import { parseJson } from '../../shared/parse-json.ts';
import type { CheckDependencies } from '../kind.ts';
import type { FhirConfig } from './schema.ts';

const capabilitySchema = z.object({ resourceType: z.literal('CapabilityStatement') });

/** Reads the server's capabilities (FHIR R4, interaction `capabilities`) with our token. */
export async function check(
  config: FhirConfig,
  dependencies: Pick<CheckDependencies, 'readSecret' | 'clock'>,
): Promise<string> {
  const { http, authorization } = await reachOverHttp(config, dependencies)();
  const header = await authorization.header();
  const { status, body } = await http({
    method: 'GET',
    url: `${withoutFinalSlashes(config.url)}/metadata`,
    headers: { accept: 'application/fhir+json', ...(header === undefined ? {} : { authorization: header }) },
  });
  if (status !== 200) throw new Error(`GET metadata was answered with ${status}`);
  if (!capabilitySchema.safeParse(parseJson(body.toString('utf8'))).success)
    throw new Error('GET metadata was not answered with a CapabilityStatement');
  return `answers as a FHIR server${header === undefined ? '' : ', and accepts the token'}`;
}
